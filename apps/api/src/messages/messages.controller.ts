import { Controller, Get, Headers, NotFoundException, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { type MessageFilter, MessageAttachments, MessageLists, MessageScan, Messages } from '#entities';
import { messageJson } from '#messaging';
import type { Request, Response } from 'express';
import { MasksWhatItWrites } from '../access/self-written.js';
import { Scopes } from '../caller/scopes.decorator.js';
import { InvalidFields } from '../problems/field-error.js';
import { ApiProblems } from '../problems/problem.view.js';
import { nextOffset } from '../http/pages/shortened-page.js';
import { UuidParamPipe } from '../http/validation/uuid-param.pipe.js';
import { ValidQueryPipe } from '../http/validation/valid-query.pipe.js';
import { EventStreams } from './event-streams.js';
import { ListMessagesDto } from './list-messages.dto.js';
import { cursorBehind, cursorOf } from './message-cursor.js';
import { CountedMessagesView, MessagesFromCursorView } from './message-list.view.js';
import {
  MessageAttachmentsView,
  messageAttachmentsView,
  MessageEventsView,
  messageEventsView,
  MessageView,
} from './message.view.js';

/** A page is looked for about so long: what it lacks then is on the next ones. */
const PAGE_MS = 100;

@ApiTags('messages')
@ApiProblems({ 404: 'There is no such message.', 422: 'The id is no UUID.', 503: 'The store is away.' })
@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: Messages,
    private readonly lists: MessageLists,
    private readonly scan: MessageScan,
    private readonly streams: EventStreams,
    private readonly attachments: MessageAttachments,
  ) {}

  @Get()
  @Scopes('read')
  @ApiExtraModels(CountedMessagesView, MessagesFromCursorView)
  @ApiOkResponse({
    description:
      'With `cursor`, or a filter that implies it: a page and the next cursor; else a page and the total.',
    schema: {
      anyOf: [CountedMessagesView, MessagesFromCursorView].map((view) => ({ $ref: getSchemaPath(view) })),
    },
  })
  @ApiProblems({ 422: 'Parameters are wrong.' })
  async list(
    @Query(new ValidQueryPipe(ListMessagesDto)) query: ListMessagesDto,
  ): Promise<CountedMessagesView | MessagesFromCursorView> {
    const filter = ListMessagesDto.filterOf(query);
    const { limit, offset } = query;
    if (!ListMessagesDto.isCounted(query)) return this.fromCursor(filter, limit);
    const page = await this.lists.page(filter, limit, offset);
    const { messages, total, hasMore } = page;
    const estimated = page.totalIsEstimate ? { total_is_estimate: true as const } : {};
    const endsEarly = hasMore && messages.length < limit;
    const next = endsEarly ? { ...nextOffset(page, query), next_cursor: cursorBehind(messages) } : {};
    return { messages: messages.map(messageJson), total, ...estimated, limit, offset, ...next };
  }

  @Get(':id')
  @Scopes('read')
  @ApiOkResponse({ type: MessageView, description: 'The message.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<MessageView> {
    return messageJson(await this.existing(id));
  }

  @Get(':id/attachments')
  @Scopes('read')
  @ApiOperation({ summary: 'What is attached to a message.' })
  @ApiOkResponse({ type: MessageAttachmentsView, description: 'In the order of its `attachments`.' })
  async attached(@Param('id', UuidParamPipe) id: string): Promise<MessageAttachmentsView> {
    const [attachments] = await Promise.all([this.attachments.of(id), this.existing(id)]);
    return messageAttachmentsView(attachments);
  }

  @Get(':id/events')
  @Scopes('read')
  @ApiOkResponse({ type: MessageEventsView, description: 'The timeline, oldest first.' })
  async events(@Param('id', UuidParamPipe) id: string): Promise<MessageEventsView> {
    const [events] = await Promise.all([this.messages.events(id), this.existing(id)]);
    return messageEventsView(events);
  }

  @Get(':id/stream')
  @Scopes('read')
  @MasksWhatItWrites()
  @ApiHeader({
    name: 'last-event-id',
    required: false,
    description: 'Only later events are sent. Browsers send this header themselves.',
    schema: { type: 'string', pattern: '^[0-9]{1,18}$' },
  })
  @ApiOkResponse({
    description:
      'Server-sent events: the timeline so far, then what happens, until the message is at its end or the API key is revoked.',
    content: {
      'text/event-stream': {
        schema: { type: 'string' },
        example: 'id: 7\ndata: {"id":"7","type":"accepted","status":"pending"}\n\n',
      },
    },
  })
  @ApiNoContentResponse({ description: 'No event since, and none will follow.' })
  @ApiProblems({
    429: 'Too many requests, or too many streams are open for this client; see Retry-After.',
    503: 'The store is away, or too many streams are open; see Retry-After.',
  })
  async stream(
    @Param('id', UuidParamPipe) id: string,
    @Headers('last-event-id') lastEventId: string = '0',
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (!/^\d{1,18}$/.test(lastEventId))
      throw new InvalidFields([{ field: 'last-event-id', reason: 'must be the id of an event' }]);
    this.streams.stream(await this.existing(id), lastEventId, request, response);
  }

  private async fromCursor(filter: MessageFilter, limit: number): Promise<MessagesFromCursorView> {
    const { ids, next } = await this.scan.page(filter, limit, PAGE_MS);
    const { messages, hasMore } = await this.messages.slice(ids, limit);
    const cursor = hasMore ? cursorBehind(messages) : next && cursorOf(next);
    return { messages: messages.map(messageJson), next_cursor: cursor };
  }

  private async existing(id: string) {
    const message = await this.messages.find(id);
    if (!message) throw new NotFoundException(`There is no message ${id}.`);
    return message;
  }
}
