import { Body, Controller, Get, Post } from '@nestjs/common';
import { MessagesService } from './messages.service.js';
import { SendMessageDto } from './send-message.dto.js';

@Controller()
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post('api/v1/messages/send')
  send(@Body() dto: SendMessageDto) {
    return this.messages.send(dto);
  }

  @Get('health')
  health() {
    return { status: 'healthy' };
  }
}
