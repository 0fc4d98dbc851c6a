import { Body, Controller, Get, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { SendMessageDto } from '../stock/send-message.dto.js';

/** What Nest on Express can take at all: the stock stack's validation, and an answer of the same size; nothing stored. */
@Controller()
class EdgeController {
  @Post('api/v1/messages/send')
  send(@Body() dto: SendMessageDto) {
    const now = new Date();
    return {
      ...dto,
      id: uuidv7(),
      conversationId: uuidv7(),
      status: 'pending',
      createdAt: now,
      updatedAt: now,
    };
  }

  @Get('health')
  health() {
    return { status: 'healthy' };
  }
}

@Module({ controllers: [EdgeController] })
class EdgeModule {}

const app = await NestFactory.create(EdgeModule, { logger: ['error', 'warn'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
await app.listen(Number(process.env.PORT));
process.once('SIGTERM', () => process.exit(0));
