import { Controller, Post, Req, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProviderBehaviourInterceptor } from '../answers/provider-behaviour.interceptor.js';
import type { JsonObject } from './mail-faults.js';
import { SendgridAuthGuard } from './sendgrid-auth.guard.js';
import { SendgridError } from './sendgrid-error.js';
import { SendgridMail } from './sendgrid-mail.js';

/** SendGrid's REST API, as far as sending needs it. */
@Controller('v3')
@UseGuards(SendgridAuthGuard)
@UseInterceptors(ProviderBehaviourInterceptor)
export class SendgridController {
  constructor(private readonly mail: SendgridMail) {}

  @Post('mail/send')
  async send(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    if (!request.is('application/json')) throw SendgridError.of(415);
    const { messageId, begin } = await this.mail.send(request.body as JsonObject);
    // Events follow the answer, also when the caller no longer waits for it.
    if (response.closed) begin();
    else response.once('close', begin);
    response.status(messageId === null ? 200 : 202);
    if (messageId !== null) response.set('X-Message-Id', messageId);
  }
}
