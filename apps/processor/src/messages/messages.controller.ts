import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { Lane } from '#entities';
import { Delivery, laneOfQueue, MESSAGE_QUEUES, type MessageEntry } from '#messaging';
import { traceparentIn } from '#observability';
import { PoisonError, QueueContext, QueueHandler } from '#queue';
import { isUUID } from 'class-validator';

/** Sends what the message queues say is to be sent. */
@Controller()
export class SendingController {
  constructor(private readonly delivery: Delivery) {}

  /** An entry that names no message cannot be mended by any later delivery. */
  @QueueHandler(...MESSAGE_QUEUES)
  send(@Payload() { message_id: id }: Partial<MessageEntry>, @Ctx() context: QueueContext): Promise<void> {
    if (!isUUID(id)) throw new PoisonError('message_id is missing or no UUID');
    const { type } = laneOfQueue(context.queue) as Lane;
    const leaveSlot = () => context.leaveSlot();
    return this.delivery.deliver(id as string, type, leaveSlot, traceparentIn(context.headers.traceparent));
  }
}
