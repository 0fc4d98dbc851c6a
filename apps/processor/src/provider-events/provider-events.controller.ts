import { Controller, type OnApplicationShutdown } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { StoredEvent } from '#entities';
import { DueProviderEvents, WEBHOOK_QUEUE, ProviderEventIntake } from '#messaging';
import { PoisonError, QueueHandler } from '#queue';
import { isUUID } from 'class-validator';

/** Applies callbacks that were left for later: stored ones, and ones that came while PostgreSQL was away. */
@Controller()
export class ProviderEventsController implements OnApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly stored: DueProviderEvents,
    private readonly intake: ProviderEventIntake,
  ) {}

  @QueueHandler(WEBHOOK_QUEUE)
  async apply(@Payload() entry: { webhook_id?: string; events?: StoredEvent[] }): Promise<void> {
    if (Array.isArray(entry.events) && entry.events.every(isStorable)) {
      return this.intake.takeQueued(entry.events, this.stopping.signal);
    }
    if (entry.webhook_id === undefined || !isUUID(entry.webhook_id)) {
      throw new PoisonError('it has neither events nor a webhook_id that is a UUID');
    }
    await this.stored.apply(entry.webhook_id);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }
}

function isStorable(event: Partial<StoredEvent>): boolean {
  return isUUID(event.id) && typeof event.provider === 'string' && typeof event.eventId === 'string';
}
