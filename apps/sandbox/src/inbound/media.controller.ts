import { Controller, Get, StreamableFile, UseGuards } from '@nestjs/common';
import { TwilioAuthGuard } from '../twilio/twilio-auth.guard.js';

/** One grey point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** Twilio's Media resource: the files of texts that people wrote. */
@Controller('2010-04-01/Accounts/:accountSid/Messages/:sid/Media')
@UseGuards(TwilioAuthGuard)
export class MediaController {
  @Get(':media')
  fetch(): StreamableFile {
    return new StreamableFile(PICTURE, { type: 'image/png' });
  }
}
