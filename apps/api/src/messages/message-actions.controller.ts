import {
  BadRequestException,
  Body,
  ConflictException,
  Controller,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Req,
} from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Message, Messages } from '#entities';
import { isManualStatus, messageJson, type ActionResult, MessageActions } from '#messaging';
import type { Request } from 'express';
import { Audited } from '../access/audited.decorator.js';
import { REDACTED_NOTE, redactForKey } from '../access/redact-for-key.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import { ValidBodyPipe } from '../http/validation/valid-body.pipe.js';
import { MessageView } from './message.view.js';
import { SynchronousSending } from './synchronous-sending.js';
import { RescheduleDto } from './reschedule.dto.js';
import { SetStatusDto, statusMeant, WRONG_STATUS } from './set-status.dto.js';

/** Of whom and what a message is, the audit says no more than its id: it outlives what is erased. */
const RECORDED = {
  view: MessageView,
  fields: ['status', 'retry_count', 'scheduled_at'] satisfies (keyof MessageView)[],
  before: (controller: MessageActionsController, id: string) => controller.state(id),
};

/** What people do to a message on its way. */
@ApiTags('messages')
@ApiProblems({ 404: 'There is no such message.', 422: 'The id is no UUID.', 503: 'The store is away.' })
@Controller('api/v1/messages/:id')
export class MessageActionsController {
  constructor(
    private readonly actions: MessageActions,
    private readonly sender: SynchronousSending,
    private readonly messages: Messages,
  ) {}

  @Patch('status')
  @Scopes('manage')
  @Audited('message.set_status', RECORDED)
  @ApiBody({
    type: SetStatusDto,
    examples: {
      'known from elsewhere': { value: { status: 'delivered', metadata: { told_by: 'phone' } } },
    },
  })
  @ApiOkResponse({
    type: MessageView,
    description:
      'An event says that it was by hand. A message that has this status already is answered as it is.',
  })
  @ApiProblems({ 400: 'The body is no JSON.', 409: 'The message is at its end.', 422: 'Fields are wrong.' })
  async setStatus(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(SetStatusDto)) dto: SetStatusDto,
    @Req() request: Request,
  ): Promise<MessageView> {
    const wanted = statusMeant(dto);
    const acted = await this.actions.setStatus(id, wanted, dto.metadata ?? null);
    const { message, done } = existing(id, acted);
    if (!done && !isManualStatus(wanted))
      throw new InvalidFields([{ field: 'status', reason: WRONG_STATUS }]);
    if (!done) throw new ConflictException(`The message is ${message.status}, which is final.`);
    return redactForKey(request, messageJson(message));
  }

  @Post('cancel')
  @HttpCode(200)
  @Scopes('send')
  @Audited('message.cancel', RECORDED)
  @ApiOkResponse({ type: MessageView, description: `It will not be sent. ${REDACTED_NOTE}` })
  @ApiProblems({ 409: 'It is with the provider already, or at its end.' })
  async cancel(@Param('id', UuidParamPipe) id: string, @Req() request: Request): Promise<MessageView> {
    const { message, done } = existing(id, await this.actions.cancel(id));
    if (!done) throw new ConflictException(`The message is ${message.status}; it can no longer be canceled.`);
    return redactForKey(request, messageJson(message));
  }

  @Post('reschedule')
  @HttpCode(200)
  @Scopes('send')
  @Audited('message.reschedule', RECORDED)
  @ApiBody({
    type: RescheduleDto,
    examples: { tomorrow: { value: { scheduled_at: '2026-02-01T09:00:00Z' } } },
  })
  @ApiOkResponse({ type: MessageView, description: `It will be sent then. ${REDACTED_NOTE}` })
  @ApiProblems({ 409: 'It is not `scheduled`, or it expires before.', 422: 'Fields are wrong.' })
  async reschedule(
    @Param('id', UuidParamPipe) id: string,
    @Body(new ValidBodyPipe(RescheduleDto)) { scheduled_at }: RescheduleDto,
    @Req() request: Request,
  ): Promise<MessageView> {
    const to = parseInstant(scheduled_at) as Date;
    const { message, done } = existing(id, await this.actions.reschedule(id, to));
    if (!done)
      throw new ConflictException(
        message.status === 'scheduled'
          ? 'The message expires before.'
          : `The message is ${message.status}; only one that is scheduled can have another time.`,
      );
    return redactForKey(request, messageJson(message));
  }

  @Post('retry')
  @HttpCode(200)
  @Scopes('send')
  @Audited('message.retry', RECORDED)
  @ApiOkResponse({
    type: MessageView,
    description: `It is sent once more, even when this is called several times at once. ${REDACTED_NOTE}`,
  })
  @ApiProblems({ 400: 'The message is neither `failed` nor `retry`, or has no text any more.' })
  async retry(@Param('id', UuidParamPipe) id: string, @Req() request: Request): Promise<MessageView> {
    const { message, done } = existing(id, await this.actions.retry(id));
    if (!done && message.redactedAt) throw new BadRequestException('The message has no text any more.');
    if (!done) throw new BadRequestException(`The message is ${message.status}, neither failed nor retry.`);
    const [sent = message] = await this.sender.deliverNow([message]);
    return redactForKey(request, messageJson(sent));
  }

  /** The message as it is. */
  async state(id: string): Promise<MessageView> {
    const message = await this.messages.find(id);
    if (!message) throw unknown(id);
    return messageJson(message);
  }
}

function existing(id: string, acted: ActionResult): { message: Message; done: boolean } {
  if (!acted) throw unknown(id);
  return acted;
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(`There is no message ${id}.`);
}
