import { Module } from '@nestjs/common';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { messageQueue } from './message-queue.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { SharedModule } from './shared.module.js';

@Module({
  imports: [SharedModule],
  controllers: [MessagesController],
  providers: [MessagesService, { provide: Queue, inject: [Redis], useFactory: messageQueue }],
})
export class ApiModule {}
