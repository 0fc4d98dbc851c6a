import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Delivery, MESSAGE_QUEUES, type MessageEntry } from '#messaging';
import { QueueHandler } from '#queue';
import { MessageIdPipe } from './message-id.pipe.js';

/** Sends what the message queues say is to be sent. */
@Controller()
export class SendingController {
  constructor(private readonly delivery: Delivery) {}

  @QueueHandler(MESSAGE_QUEUES.sms)
  sms(@Payload(MessageIdPipe) entry: MessageEntry): Promise<void> {
    return this.delivery.deliver(entry.message_id, 'sms');
  }

  @QueueHandler(MESSAGE_QUEUES.mms)
  mms(@Payload(MessageIdPipe) entry: MessageEntry): Promise<void> {
    return this.delivery.deliver(entry.message_id, 'mms');
  }

  @QueueHandler(MESSAGE_QUEUES.email)
  email(@Payload(MessageIdPipe) entry: MessageEntry): Promise<void> {
    return this.delivery.deliver(entry.message_id, 'email');
  }
}
