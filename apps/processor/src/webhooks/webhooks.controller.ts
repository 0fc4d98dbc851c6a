import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CALLBACK_QUEUE, WebhookDelivery } from '#messaging';
import { PoisonError, QueueHandler } from '#queue';
import { isUUID } from 'class-validator';

/** Makes the calls of outgoing webhooks. */
@Controller()
export class WebhooksController {
  constructor(private readonly delivery: WebhookDelivery) {}

  @QueueHandler(CALLBACK_QUEUE)
  async call(@Payload() entry: { callback_id?: string }): Promise<void> {
    if (entry.callback_id === undefined || !isUUID(entry.callback_id)) {
      throw new PoisonError('callback_id is missing or no UUID');
    }
    await this.delivery.deliver(entry.callback_id);
  }
}
