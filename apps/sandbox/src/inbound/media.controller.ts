import { Controller, Get, StreamableFile, UseGuards } from '@nestjs/common';
import { PICTURE } from '../answers/picture.js';
import { TwilioAuthGuard } from '../twilio/twilio-auth.guard.js';

/** Twilio's Media resource: the files of texts that people wrote. */
@Controller('2010-04-01/Accounts/:accountSid/Messages/:sid/Media')
@UseGuards(TwilioAuthGuard)
export class MediaController {
  @Get(':media')
  fetch(): StreamableFile {
    return new StreamableFile(PICTURE, { type: 'image/png' });
  }
}
