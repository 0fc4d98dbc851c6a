import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Message, MESSAGE_TYPES } from '#entities';
import type { Request, Response } from 'express';
import { SHOWN } from '../access/mask-kinds.js';
import { messageOriginOf } from '../caller/request-origin.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { idempotencyKeyOf } from '../http/idempotency/idempotency-key.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { Submissions } from '../messages/submissions.js';
import { CompatibleEmailDto, CompatibleSmsDto } from './compatible-message.dto.js';
import { modernMail, modernText } from './compatible-message.js';

const TEXT = {
  from: '+15551234567',
  to: '+15559876543',
  type: 'sms',
  body: 'Hello',
  attachments: null,
  timestamp: '2026-01-31T12:00:00Z',
};
const MAIL = {
  from: 'shop@example.com',
  to: 'someone@example.org',
  body: 'Hello <b>there</b>',
  attachments: ['https://example.com/picture.png'],
  timestamp: '2026-01-31T12:00:00Z',
};

/** Fields it does not have are left alone, as they always were. */
const SMS = new ValidBodyPipe(CompatibleSmsDto, { ignoreUnknown: true });
const EMAIL = new ValidBodyPipe(CompatibleEmailDto, { ignoreUnknown: true });

/** A message as the old routes answer it. */
export class CompatibleMessageView {
  @ApiProperty({ enum: ['success'] }) status: string;
  @ApiProperty({ format: 'uuid' }) message_id: string;
  @ApiProperty({ format: 'uuid' }) conversation_id: string;
  @ApiProperty({ enum: MESSAGE_TYPES }) type: string;
  @ApiProperty({ ...SHOWN, example: 'twilio' }) provider: string;
}

/** Routes that existing clients call; new ones take `POST /api/v1/messages/send`. */
@ApiTags('compatibility')
@ApiProblems({
  400: 'The body is no JSON.',
  409: 'A request with this Idempotency-Key is being answered right now; see Retry-After.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
  422: 'Fields are wrong: `errors: [{field, reason}]`.',
  503: 'The store is away and nothing was accepted; see Retry-After.',
})
@Scopes('send')
@Controller('api/messages')
export class CompatibleMessagesController {
  constructor(private readonly submissions: Submissions) {}

  @Post('sms')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a text, with attachments an MMS.' })
  @ApiBody({ type: CompatibleSmsDto, examples: { sms: { value: TEXT } } })
  @ApiOkResponse({ type: CompatibleMessageView, description: 'Stored durably; it is sent from here on.' })
  sms(
    @Body(SMS) body: CompatibleSmsDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CompatibleMessageView> {
    return this.send(modernText(body), request, response);
  }

  @Post('email')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send an email. A `body` with HTML elements is sent as HTML, and as its text.' })
  @ApiBody({ type: CompatibleEmailDto, examples: { email: { value: MAIL } } })
  @ApiOkResponse({ type: CompatibleMessageView, description: 'Stored durably; it is sent from here on.' })
  email(
    @Body(EMAIL) body: CompatibleEmailDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CompatibleMessageView> {
    return this.send(modernMail(body), request, response);
  }

  private async send(body: object, request: Request, response: Response): Promise<CompatibleMessageView> {
    const { message, replayed } = await this.submissions.one(
      body,
      idempotencyKeyOf(request),
      messageOriginOf(request),
    );
    if (replayed) response.setHeader('Idempotent-Replayed', 'true');
    return compatibleMessage(message);
  }
}

function compatibleMessage({ id, conversationId, type, provider }: Message): CompatibleMessageView {
  return { status: 'success', message_id: id, conversation_id: conversationId, type, provider };
}
