import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { MessageType } from '#entities';
import { Delivery, MESSAGE_QUEUES, type MessageEntry } from '#messaging';
import { PoisonError, QueueHandler } from '#queue';
import { isUUID } from 'class-validator';

/** Sends what the message queues say is to be sent. */
@Controller()
export class SendingController {
  constructor(private readonly delivery: Delivery) {}

  @QueueHandler(MESSAGE_QUEUES.sms)
  sms(@Payload() entry: Partial<MessageEntry>): Promise<void> {
    return this.deliver(entry, 'sms');
  }

  @QueueHandler(MESSAGE_QUEUES.mms)
  mms(@Payload() entry: Partial<MessageEntry>): Promise<void> {
    return this.deliver(entry, 'mms');
  }

  @QueueHandler(MESSAGE_QUEUES.email)
  email(@Payload() entry: Partial<MessageEntry>): Promise<void> {
    return this.deliver(entry, 'email');
  }

  /** An entry that names no message cannot be mended by any later delivery. */
  private deliver({ message_id: id }: Partial<MessageEntry>, type: MessageType): Promise<void> {
    if (!isUUID(id)) throw new PoisonError('message_id is missing or no UUID');
    return this.delivery.deliver(id as string, type);
  }
}
