import {
  BadRequestException,
  Body,
  Controller,
  ForbiddenException,
  Header,
  HttpCode,
  NotFoundException,
  Post,
  Req,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ServiceSettings } from '#config';
import { Tracking } from '#messaging';
import { type MessageProvider, Providers, WebhookFormatError, type WebhookRequest } from '#providers';
import type { Request } from 'express';
import { Public } from '../access/scopes.decorator.js';

/** What providers call. The signature covers the raw bytes and the full public address. */
@ApiTags('webhooks')
@Public()
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly providers: Providers,
    private readonly tracking: Tracking,
  ) {}

  @Post('twilio')
  @HttpCode(200)
  @Header('Content-Type', 'application/xml')
  @ApiOperation({ summary: 'Status callback of Twilio: a form with X-Twilio-Signature.' })
  @ApiOkResponse({ description: 'Taken; an empty TwiML response.' })
  @ApiResponse({ status: 403, description: 'The signature is missing or wrong.' })
  async twilio(@Req() request: Request, @Body() body: unknown): Promise<string> {
    await this.take('twilio', request, body);
    return '<Response></Response>';
  }

  @Post('sendgrid')
  @HttpCode(200)
  @ApiOperation({ summary: 'Event webhook of SendGrid: a signed JSON array.' })
  @ApiOkResponse({ description: 'Taken.' })
  @ApiResponse({ status: 403, description: 'The signature is missing or wrong.' })
  async sendgrid(@Req() request: Request, @Body() body: unknown): Promise<void> {
    await this.take('sendgrid', request, body);
  }

  private async take(name: string, request: Request, body: unknown): Promise<void> {
    const provider = this.providers.byName(name);
    if (!provider) throw new NotFoundException(`No provider ${name} is configured.`);
    const callback = this.callbackOf(request, body);
    if (!provider.verifyWebhook(callback)) throw new ForbiddenException('The signature is missing or wrong.');
    await this.tracking.apply(name, parse(provider, callback));
  }

  private callbackOf(request: Request, body: unknown): WebhookRequest {
    const headers = Object.entries(request.headers).map(([key, value]) => [key, String(value)]);
    return {
      url: this.settings.publicUrl.replace(/\/+$/, '') + request.originalUrl,
      headers: Object.fromEntries(headers) as Record<string, string>,
      rawBody: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    };
  }
}

function parse(provider: MessageProvider, callback: WebhookRequest) {
  try {
    return provider.parseWebhook(callback);
  } catch (error) {
    if (error instanceof WebhookFormatError) throw new BadRequestException(error.message);
    throw error;
  }
}
