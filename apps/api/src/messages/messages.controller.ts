import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Messages } from '#entities';
import { messageJson } from '#messaging';
import { Scopes } from '../access/scopes.decorator.js';
import { ApiProblems } from '../http/problem.view.js';
import { UuidParamPipe } from '../http/uuid-param.pipe.js';
import { MessageEventsView, messageEventsView, MessageView } from './message.view.js';

@ApiTags('messages')
@ApiProblems({ 404: 'There is no such message.', 422: 'The id is no UUID.', 503: 'The store is away.' })
@Controller('api/v1/messages')
export class MessagesController {
  constructor(private readonly messages: Messages) {}

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
