import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { readInboundMail } from '#providers';
import type { Request, Response } from 'express';
import { Public } from '../caller/scopes.decorator.js';
import { InboundSecretGuard } from './inbound-secret.guard.js';
import { readForm } from './read-form.js';
import { ProviderEventReceiver } from './provider-event-receiver.js';
import { INBOUND_MAIL_EXAMPLE } from './provider-event-examples.js';

const TAKEN = { description: 'Stored, with its attachments.' };

/** Mails to us, as SendGrid's Inbound Parse posts them. */
@ApiTags('webhooks')
@ApiConsumes('multipart/form-data')
@ApiResponse({ status: 403, description: 'The secret is missing or wrong.' })
@ApiResponse({ status: 429, description: 'Too many wrong secrets came from this address.' })
@ApiResponse({ status: 413, description: 'Larger than SendGrid takes itself.' })
@UseGuards(InboundSecretGuard)
@Public()
@Controller('api/v1/webhooks/sendgrid/inbound')
export class InboundMailController {
  constructor(private readonly receiver: ProviderEventReceiver) {}

  @Post()
  @HttpCode(200)
  @ApiBody({ schema: { type: 'object' }, examples: INBOUND_MAIL_EXAMPLE })
  @ApiOkResponse(TAKEN)
  @ApiOperation({
    summary: 'Inbound Parse, with basic authentication: the password is SENDGRID_INBOUND_SECRET.',
  })
  async basic(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.take(request, response);
  }

  @Post(':secret')
  @HttpCode(200)
  @ApiBody({ schema: { type: 'object' }, examples: INBOUND_MAIL_EXAMPLE })
  @ApiOkResponse(TAKEN)
  @ApiOperation({ summary: 'Inbound Parse, with SENDGRID_INBOUND_SECRET in the address.' })
  @ApiParam({ name: 'secret', type: String, description: 'SENDGRID_INBOUND_SECRET' })
  async secret(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.take(request, response);
  }

  private async take(request: Request, response: Response): Promise<void> {
    const parts = await readForm(request);
    await this.receiver.takeMail('sendgrid', response, (returned) => readInboundMail(parts, returned));
  }
}
