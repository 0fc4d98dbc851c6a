import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Tracking, WEBHOOK_QUEUE } from '#messaging';
import { PoisonError, QueueHandler } from '#queue';
import { isUUID } from 'class-validator';

/** Applies callbacks that were stored and left for later. */
@Controller()
export class WebhooksController {
  constructor(private readonly tracking: Tracking) {}

  @QueueHandler(WEBHOOK_QUEUE)
  async apply(@Payload() entry: { webhook_id?: string }): Promise<void> {
    if (entry.webhook_id === undefined || !isUUID(entry.webhook_id)) {
      throw new PoisonError('webhook_id is missing or no UUID');
    }
    await this.tracking.applyStored(entry.webhook_id);
  }
}
