import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../caller/scopes.decorator.js';
import { COMPATIBLE_EXAMPLE } from '../provider-events/provider-event-examples.js';
import { ProviderEventReceiver } from '../provider-events/provider-event-receiver.js';

export class LegacyAnswer {
  @ApiProperty({ example: 'success' }) status: string;
  @ApiProperty({ example: 'Webhook processed' }) message: string;
}

const TAKEN: LegacyAnswer = { status: 'success', message: 'Webhook processed' };

/** The addresses of the service before this one. Nobody signs its shape: taken only where WEBHOOK_ALLOW_UNSIGNED is set. */
@ApiTags('webhooks')
@ApiResponse({ status: 403, description: 'Unsigned callbacks are not taken (WEBHOOK_ALLOW_UNSIGNED).' })
@Public()
@Controller('api/webhooks')
export class CompatibleProviderEventsController {
  constructor(private readonly receiver: ProviderEventReceiver) {}

  @Post('sms')
  @HttpCode(200)
  @ApiOperation({ summary: 'An inbound text, in the compatible shape.' })
  @ApiBody({ schema: { type: 'object' }, examples: COMPATIBLE_EXAMPLE })
  @ApiOkResponse({ type: LegacyAnswer, description: 'It was stored.' })
  async sms(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<LegacyAnswer> {
    await this.receiver.takeCompatible('sms', request, response);
    return TAKEN;
  }

  @Post('email')
  @HttpCode(200)
  @ApiOperation({ summary: 'An inbound mail, in the compatible shape.' })
  @ApiBody({ schema: { type: 'object' }, examples: COMPATIBLE_EXAMPLE })
  @ApiOkResponse({ type: LegacyAnswer, description: 'It was stored.' })
  async email(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LegacyAnswer> {
    await this.receiver.takeCompatible('email', request, response);
    return TAKEN;
  }
}
