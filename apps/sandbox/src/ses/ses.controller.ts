import { Controller, HttpCode, Post, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProviderBehaviourInterceptor } from '../answers/provider-behaviour.interceptor.js';
import { SesAuthGuard } from './ses-auth.guard.js';
import { SesMessages } from './ses-messages.js';

/** The REST API of SES, version 2, as far as sending needs it. */
@Controller('v2/email')
@UseGuards(SesAuthGuard)
@UseInterceptors(ProviderBehaviourInterceptor)
export class SesController {
  constructor(private readonly messages: SesMessages) {}

  @Post('outbound-emails')
  @HttpCode(200)
  async send(@Req() request: Request, @Res({ passthrough: true }) response: Response) {
    const origin = `${request.protocol}://${request.get('host')}`;
    const { id, begin } = await this.messages.send(request.body, origin);
    // Events follow the answer, also when the caller no longer waits for it.
    if (response.closed) begin();
    else response.once('close', begin);
    return { MessageId: id };
  }
}
