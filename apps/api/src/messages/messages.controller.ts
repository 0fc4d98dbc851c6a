import { Body, Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Messages } from '#entities';
import { messageJson } from '#messaging';
import { Scopes } from '../access/scopes.decorator.js';
import { UuidParamPipe } from '../http/uuid-param.pipe.js';
import { ValidBodyPipe } from '../http/valid-body.pipe.js';
import { MessageEventsView, messageEventsView, MessageView } from './message.view.js';
import { draftOf, SendMessageDto } from './send-message.dto.js';
import { Sender } from './sender.js';

@ApiTags('messages')
@ApiResponse({ status: 422, description: 'Fields are wrong: `errors: [{field, reason}]`.' })
@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    private readonly sender: Sender,
    private readonly messages: Messages,
  ) {}

  @Post('send')
  @Scopes('send')
  @ApiBody({ type: SendMessageDto })
  @ApiCreatedResponse({ type: MessageView, description: 'Stored for good; sending goes on from here.' })
  @ApiResponse({ status: 503, description: 'The store is away and nothing was accepted; see Retry-After.' })
  async send(@Body(new ValidBodyPipe(SendMessageDto)) dto: SendMessageDto): Promise<MessageView> {
    return messageJson(await this.sender.send(draftOf(dto)));
  }

  @Get(':id')
  @Scopes('read')
  @ApiOkResponse({ type: MessageView })
  @ApiResponse({ status: 404, description: 'There is no such message.' })
  async find(@Param('id', UuidParamPipe) id: string): Promise<MessageView> {
    return messageJson(await this.existing(id));
  }

  @Get(':id/events')
  @Scopes('read')
  @ApiOkResponse({ type: MessageEventsView, description: 'The timeline, oldest first.' })
  @ApiResponse({ status: 404, description: 'There is no such message.' })
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
