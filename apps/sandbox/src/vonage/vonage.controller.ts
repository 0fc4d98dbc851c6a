import {
  Controller,
  Get,
  HttpCode,
  Post,
  Req,
  Res,
  StreamableFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { PICTURE } from '../answers/picture.js';
import { ProviderBehaviourInterceptor } from '../answers/provider-behaviour.interceptor.js';
import { VonageAuthGuard } from './vonage-auth.guard.js';
import { VonageMessages } from './vonage-messages.js';

/** Vonage's REST API, as far as sending needs it. */
@Controller()
@UseGuards(VonageAuthGuard)
export class VonageController {
  constructor(private readonly messages: VonageMessages) {}

  @Post('v1/messages')
  @HttpCode(202)
  @UseInterceptors(ProviderBehaviourInterceptor)
  async send(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const { uuid, begin } = await this.messages.send(request.body);
    // Callbacks follow the answer, also when the caller no longer waits for it.
    if (response.closed) begin();
    else response.once('close', begin);
    return { message_uuid: uuid };
  }

  /** The files of texts that people wrote. */
  @Get('v3/media/:id')
  media(): StreamableFile {
    return new StreamableFile(PICTURE, { type: 'image/png' });
  }
}
