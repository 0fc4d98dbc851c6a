import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { MessageType } from '#entities';
import { Delivery, MESSAGE_QUEUES, type MessageEntry } from '#messaging';
import { PoisonError, QueueContext, QueueHandler } from '#queue';
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
  email(@Payload() entry: Partial<MessageEntry>, @Ctx() context: QueueContext): Promise<void> {
    return this.deliver(entry, 'email', () => context.leaveSlot());
  }

  /** An entry that names no message cannot be mended by any later delivery. */
  private deliver(
    { message_id: id }: Partial<MessageEntry>,
    type: MessageType,
    leaveSlot?: () => void,
  ): Promise<void> {
    if (!isUUID(id)) throw new PoisonError('message_id is missing or no UUID');
    return this.delivery.deliver(id as string, type, leaveSlot);
  }
}
