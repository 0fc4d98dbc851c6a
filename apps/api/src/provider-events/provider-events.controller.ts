import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { ProviderEventStatistics } from '#entities';
import type { Request, Response } from 'express';
import { Public, Scopes } from '../caller/scopes.decorator.js';
import { COMPATIBLE_EXAMPLE, SENDGRID_EXAMPLE, TWILIO_EXAMPLE } from './provider-event-examples.js';
import { ProviderEventReceiver } from './provider-event-receiver.js';
import {
  EventsTakenView,
  MAX_COUNTED,
  webhookStatusView,
  WebhookStatusView,
  WebhookTakenView,
} from './provider-event-status.view.js';

const TAKEN = { contentType: 'application/json', body: '{"status":"success"}' };

/** Past Express, which writes a charset behind each type: the service before this one had none, and clients compare. */
function answer(response: Response, { contentType, body }: { contentType: string; body: string }): void {
  response.writeHead(200, { 'Content-Type': contentType }).end(body);
}

/** What providers call. A signature covers the raw bytes and the full public address. */
@ApiTags('webhooks')
@ApiResponse({ status: 429, description: 'Too many wrong signatures came from this address.' })
@Public()
@Controller('api/v1/webhooks')
export class ProviderEventsController {
  constructor(
    private readonly receiver: ProviderEventReceiver,
    private readonly statistics: ProviderEventStatistics,
  ) {}

  @Post('twilio')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Twilio: a status callback, or a message to one of our numbers. Signed (X-Twilio-Signature).',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: { type: 'object' }, examples: TWILIO_EXAMPLE })
  @ApiOkResponse({
    description: 'Stored. An empty TwiML response: nothing is answered to the person.',
    content: { 'application/xml': { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 403, description: 'The signature is missing or wrong.' })
  @ApiResponse({ status: 404, description: 'Twilio is not configured here.' })
  @ApiResponse({ status: 503, description: 'Not stored, or a STOP not in force yet: send it again.' })
  async twilio(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { webhookAnswer } = await this.receiver.take('twilio', request, response);
    answer(response, webhookAnswer ?? TAKEN);
  }

  @Post('sendgrid')
  @HttpCode(200)
  @ApiOperation({ summary: 'SendGrid: the Signed Event Webhook, an array of events.' })
  @ApiBody({ schema: { type: 'array', items: { type: 'object' } }, examples: SENDGRID_EXAMPLE })
  @ApiOkResponse({ type: EventsTakenView, description: 'Stored.' })
  @ApiResponse({ status: 403, description: 'The signature is missing, wrong, or too old.' })
  @ApiResponse({ status: 404, description: 'SendGrid is not configured here.' })
  @ApiResponse({ status: 503, description: 'Not stored: send it again.' })
  async sendgrid(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EventsTakenView> {
    await this.receiver.take('sendgrid', request, response);
    return { status: 'ok' };
  }

  @Post('generic/:provider')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Any provider that is registered in code, in its own format and with its own signature.',
  })
  @ApiParam({ name: 'provider', example: 'twilio' })
  @ApiBody({ schema: { type: 'object' }, examples: COMPATIBLE_EXAMPLE })
  @ApiOkResponse({ type: WebhookTakenView, description: 'Stored.' })
  @ApiResponse({ status: 403, description: 'The signature is missing or wrong.' })
  @ApiResponse({ status: 404, description: 'No such provider, or it is not configured here.' })
  async generic(
    @Param('provider') provider: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WebhookTakenView> {
    await this.receiver.take(provider, request, response);
    return { status: 'success' };
  }

  @Post(':account')
  @HttpCode(200)
  @ApiOperation({
    summary: 'An account at a provider by its name, in its own format and with its own signature.',
  })
  @ApiParam({ name: 'account', example: 'twilio.eu', description: 'Its name.' })
  @ApiBody({ schema: { type: 'object' }, examples: COMPATIBLE_EXAMPLE })
  @ApiExtraModels(WebhookTakenView)
  @ApiOkResponse({
    description: 'Stored; answered as that kind of provider expects it.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(WebhookTakenView) } },
      'application/xml': { schema: { type: 'string' } },
    },
  })
  @ApiResponse({ status: 403, description: 'The signature is missing or wrong.' })
  @ApiResponse({ status: 404, description: 'No such account, or it is not configured here.' })
  @ApiResponse({ status: 503, description: 'Not stored: send it again.' })
  async account(
    @Param('account') account: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { webhookAnswer } = await this.receiver.take(account, request, response);
    answer(response, webhookAnswer ?? TAKEN);
  }

  @Get('status/:provider')
  @Scopes('read')
  @ApiOperation({ summary: 'Events of a provider in the last 24 hours.' })
  @ApiParam({ name: 'provider', example: 'twilio' })
  @ApiOkResponse({ type: WebhookStatusView, description: 'The events of the last 24 hours, counted.' })
  @ApiResponse({ status: 404, description: 'No such provider.' })
  async status(@Param('provider') provider: string): Promise<WebhookStatusView> {
    const { name } = this.receiver.provider(provider);
    return webhookStatusView(name, await this.statistics.of(name, MAX_COUNTED));
  }
}
