import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ApiSettings } from '#config';
import { messageJson } from '#messaging';
import type { Request, Response } from 'express';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOriginOf } from '../caller/request-origin.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { InvalidFields } from '../problems/field-error.js';
import { idempotencyKeyOf, idempotencyKeyOfMany, KEY_HEADER } from '../http/idempotency/idempotency-key.js';
import { ApiProblems } from '../problems/problem.view.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { withDefaults } from './batch-expansion.js';
import { MessageView } from './message.view.js';
import { AcceptedResultView, BatchResultsView, RefusedResultView, SendBatchDto } from './send-batch.dto.js';
import { SendMessageDto } from './send-message.dto.js';
import { Submissions } from './submissions.js';

const MESSAGE = { type: 'sms', from: '+15551234567', to: '+15559876543', body: 'Your code is 123456' };
const REPLAYED = {
  'Idempotent-Replayed': {
    description: '`true` when this repeats the answer to an earlier request with the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
};

/** What creates messages. */
@ApiTags('messages')
@ApiHeader({
  name: KEY_HEADER,
  required: false,
  description: 'Makes the request safe to repeat: a request with the same key is executed once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
})
@ApiProblems({
  400: 'The body is no JSON.',
  409: 'A request with this Idempotency-Key is being answered right now; see Retry-After.',
  413: 'The body is too large.',
  415: 'The body is not declared as JSON.',
  422: 'Fields are wrong, or the Idempotency-Key was used for another request.',
  503: 'The store is away and nothing was accepted; see Retry-After.',
})
@Scopes('send')
@Controller('api/v1/messages')
export class SubmissionsController {
  constructor(
    private readonly submissions: Submissions,
    private readonly settings: ApiSettings,
  ) {}

  @Post('send')
  @ApiBody({ type: SendMessageDto, examples: { sms: { value: MESSAGE } } })
  @ApiCreatedResponse({
    type: MessageView,
    description: 'Stored durably; it is sent from here on.',
    headers: REPLAYED,
  })
  @ApiProblems({ 404: 'There is no message `parent_id`.' })
  async send(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MessageView> {
    const { message, replayed } = await this.submissions.one(
      body,
      idempotencyKeyOf(request),
      messageOriginOf(request),
    );
    if (replayed) response.setHeader('Idempotent-Replayed', 'true');
    return messageJson(message);
  }

  @Post('batch')
  @HttpCode(207)
  @ApiExtraModels(AcceptedResultView, RefusedResultView)
  @ApiBody({
    type: SendBatchDto,
    examples: {
      'two messages': {
        value: {
          defaults: { type: 'sms', from: MESSAGE.from },
          messages: [
            { to: MESSAGE.to, body: 'Your order has left.' },
            { to: '+15559876544', body: 'Your order is there.' },
          ],
        },
      },
    },
  })
  @ApiResponse({
    status: 207,
    type: BatchResultsView,
    description: 'The result for each message.',
    headers: REPLAYED,
  })
  @ApiProblems({ 413: 'The body is too large, or the messages are with their defaults written out.' })
  async batch(
    @Body(new ValidBodyPipe(SendBatchDto)) batch: SendBatchDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchResultsView> {
    const faults = SendBatchDto.faultsOf(batch, this.settings.batchMaxItems);
    if (faults.length > 0) throw new InvalidFields(faults);
    // Each step is as long as the batch is large, and not done in the turn of the one before: it was parsed in this one.
    await nextTurn();
    const key = await idempotencyKeyOfMany(request);
    await nextTurn();
    const { results, replayed } = await this.submissions.batch(
      await withDefaults(batch),
      key,
      messageOriginOf(request),
    );
    if (replayed) response.setHeader('Idempotent-Replayed', 'true');
    return { results };
  }
}
