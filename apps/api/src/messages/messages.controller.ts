import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { MessageLists, Messages } from '#entities';
import { messageJson } from '#messaging';
import { Scopes } from '../access/scopes.decorator.js';
import { ApiProblems } from '../http/problem.view.js';
import { UuidParamPipe } from '../http/uuid-param.pipe.js';
import { ValidQueryPipe } from '../http/valid-query.pipe.js';
import { ListMessagesDto } from './list-messages.dto.js';
import { cursorOf } from './message-cursor.js';
import { CountedMessagesView, MessagesFromCursorView } from './message-list.view.js';
import { MessageEventsView, messageEventsView, MessageView } from './message.view.js';

@ApiTags('messages')
@ApiProblems({ 404: 'There is no such message.', 422: 'The id is no UUID.', 503: 'The store is away.' })
@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: Messages,
    private readonly lists: MessageLists,
  ) {}

  @Get()
  @Scopes('read')
  @ApiExtraModels(CountedMessagesView, MessagesFromCursorView)
  @ApiOkResponse({
    description: 'With `cursor` a page and the next cursor; without it a page and the total.',
    schema: {
      anyOf: [CountedMessagesView, MessagesFromCursorView].map((view) => ({ $ref: getSchemaPath(view) })),
    },
  })
  @ApiProblems({ 422: 'Parameters are wrong.' })
  async list(
    @Query(new ValidQueryPipe(ListMessagesDto)) query: ListMessagesDto,
  ): Promise<CountedMessagesView | MessagesFromCursorView> {
    const filter = ListMessagesDto.filterOf(query);
    const { limit, offset, cursor } = query;
    if (cursor !== undefined) {
      const found = await this.lists.first(filter, limit + 1);
      const messages = found.slice(0, limit).map(messageJson);
      const last = found.length > limit ? messages.at(-1) : undefined;
      return { messages, next_cursor: last ? cursorOf(last.id) : null };
    }
    const { messages, total, totalIsEstimate } = await this.lists.page(filter, limit, offset);
    const estimated = totalIsEstimate ? { total_is_estimate: true as const } : {};
    return { messages: messages.map(messageJson), total, ...estimated, limit, offset };
  }

  @Get(':id')
  @Scopes('read')
  @ApiOkResponse({ type: MessageView })
  async find(@Param('id', UuidParamPipe) id: string): Promise<MessageView> {
    return messageJson(await this.existing(id));
  }

  @Get(':id/events')
  @Scopes('read')
  @ApiOkResponse({ type: MessageEventsView, description: 'The timeline, oldest first.' })
  async events(@Param('id', UuidParamPipe) id: string): Promise<MessageEventsView> {
    const [events] = await Promise.all([this.messages.events(id), this.existing(id)]);
    return messageEventsView(events);
  }

  private async existing(id: string) {
    const message = await this.messages.find(id);
    if (!message) throw new NotFoundException(`There is no message ${id}.`);
    return message;
  }
}
