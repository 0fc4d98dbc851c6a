import { Injectable, Logger } from '@nestjs/common';
import { OutageLog, ServiceSettings, timeOfId } from '#config';
import {
  type ConsentChange,
  describeOutage,
  isConflict,
  isDatabaseUnavailable,
  type StoredEvent,
} from '#entities';
import type { DeliveryReport } from '#providers';
import { QueueProducer } from '#queue';
import { Batcher } from '../batcher.js';
import { WEBHOOK_QUEUE, type WebhookEntry } from '../message-queues.js';
import { DatabaseSilentError, withinPatience } from './database-patience.js';
import { type EventBatch, eventBatchOf } from './event-batch.js';
import { Tracking } from './tracking.js';
import { retryWhileDatabaseAway } from '../retry-while-database-away.js';
import { consentChanges } from '../suppressions/consent-changes.js';
import { KnownPools } from '../senders/known-pools.js';
import { PoolIndex } from '../senders/pool-index.js';
import { StopBarrier } from '../suppressions/stop-barrier.js';

/** After it was found away, callbacks go straight to the queue for so long. */
const AWAY_MS = 1_000;
/** A stored event whose queue entry does its work is not due before that. */
const QUEUED_DUE_SECONDS = 15;
const FAILED_DUE_SECONDS = 2;
/** Enough to see whether there is a STOP. */
const NO_POOLS = new PoolIndex([]);
/** A larger callback waits for PostgreSQL at its provider, who sends it again. */
const MAX_ENTRY_BYTES = 512 * 1024;

/** A callback is stored nowhere, or not so that it may be answered: its provider must send it again. */
export class EventNotStoredError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'EventNotStoredError';
  }
}

/**
 * Takes callbacks over from providers: stored once before they are answered, and applied with it or by the processor.
 * Webhooks of the same moment share their round trips.
 */
@Injectable()
export class ProviderEventIntake {
  private readonly logger = new Logger(ProviderEventIntake.name);
  private readonly applying: Batcher<EventBatch, boolean>;
  private readonly storing: Batcher<EventBatch, Set<string>>;
  private readonly databaseOutage = new OutageLog(this.logger, {
    lasts: 'provider events cannot be stored: they go to the queue',
    over: 'provider events are stored at once again',
  });
  private readonly queueOutage = new OutageLog(this.logger, {
    lasts: 'the queue is away: provider events are stored, and wait',
    over: 'the queue takes provider events again',
  });
  private awayUntil = 0;

  constructor(
    private readonly settings: ServiceSettings,
    private readonly tracking: Tracking,
    private readonly barrier: StopBarrier,
    private readonly pools: KnownPools,
    private readonly queue: QueueProducer,
  ) {
    const options = {
      keyOf: ({ events }: EventBatch) => (events[0] as StoredEvent).id,
      weightOf: ({ events }: EventBatch) => events.length,
      isOutage: isDatabaseUnavailable,
      maxSize: 250,
      maxInFlight: 2,
    };
    this.applying = new Batcher({ ...options, run: (batches) => this.applyAll(batches) });
    this.storing = new Batcher({
      ...options,
      run: async (batches) => {
        const fresh = await tracking.store(batches, QUEUED_DUE_SECONDS);
        return batches.map(() => fresh);
      },
    });
  }

  /**
   * Once this resolves the callback may be answered: its events are stored, or, while PostgreSQL is away, on the queue as
   * a whole. After a STOP, no text against it is on its way any more, and none will be.
   * @throws EventNotStoredError or StillSendingError when the provider is to send it again.
   */
  async take(provider: string, reports: DeliveryReport[]): Promise<void> {
    if (reports.length === 0) return;
    const batch = eventBatchOf(provider, reports);
    const isStop = stopsOf(batch, this.tracking, NO_POOLS).length > 0;
    let applied: boolean;
    try {
      applied = await this.keep(batch, isStop);
      this.databaseOutage.worked();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      this.noteAway(error as Error);
      await this.queueWhole(batch, error as Error);
      // On the queue it cannot be seen by claims yet, which may go on before it is applied.
      if (isStop) throw new EventNotStoredError('STOP could not be applied yet', { cause: error });
      return;
    }
    if (!isStop) return;
    if (!applied) throw new EventNotStoredError('STOP could not be applied yet');
    await this.barrier.passed(stopsOf(batch, this.tracking, await this.pools.current()));
  }

  /** Stores and applies a callback that came over the queue as a whole. Waits while PostgreSQL is away. */
  async takeQueued(events: StoredEvent[], signal: AbortSignal): Promise<void> {
    if (events.length === 0) return;
    // Its id was made when it came; since then its recipient may have said something else.
    const dated = events.map((event) => ({ ...event, receivedAt: timeOfId(event.id) }));
    await retryWhileDatabaseAway(() => this.applying.add({ events: dated, files: new Map() }), signal);
  }

  /** False when it is stored and its effect is still to come. */
  private async keep(batch: EventBatch, atOnce: boolean): Promise<boolean> {
    if (performance.now() < this.awayUntil) throw new DatabaseSilentError();
    if (atOnce || this.settings.webhookMode === 'inline') return withinPatience(this.applying.add(batch));
    const fresh = await withinPatience(this.storing.add(batch));
    const entries = batch.events
      .filter(({ id }) => fresh.has(id))
      .map(({ id, provider }) => ({
        queue: WEBHOOK_QUEUE,
        data: { webhook_id: id, provider } satisfies WebhookEntry,
      }));
    // An event whose entry is lost is found again when it is due.
    await this.queue.addMany(entries).then(
      () => this.queueOutage.worked(),
      (error: Error) => this.queueOutage.failed(error),
    );
    return false;
  }

  private async applyAll(batches: EventBatch[]): Promise<boolean[]> {
    try {
      await this.tracking.apply(batches);
      return batches.map(() => true);
    } catch (error) {
      if (batches.length > 1 || isDatabaseUnavailable(error)) throw error;
      await this.keepUnapplied(batches[0] as EventBatch, error as Error);
      return [false];
    }
  }

  /** Each event is tried again on its own: one that is bad holds none of its neighbours up. */
  private async keepUnapplied(batch: EventBatch, error: Error): Promise<void> {
    await this.tracking.store([batch], FAILED_DUE_SECONDS, error.message);
    const count = batch.events.length;
    this.logger.error({
      msg: 'a provider event could not be applied; it will be retried',
      count,
      error: error.message,
    });
  }

  private async queueWhole({ events, files }: EventBatch, cause: Error): Promise<void> {
    const data = { provider: (events[0] as StoredEvent).provider, events } satisfies WebhookEntry;
    if (files.size > 0 || JSON.stringify(data).length > MAX_ENTRY_BYTES)
      throw new EventNotStoredError('PostgreSQL is away, and this callback is too large for the queue', {
        cause,
      });
    try {
      await this.queue.add(WEBHOOK_QUEUE, data, { passing: true });
    } catch (error) {
      throw new EventNotStoredError(`PostgreSQL and Redis are away: ${(error as Error).message}`, { cause });
    }
  }

  /** The next callbacks do not have to find out by themselves; a conflict with others says nothing of them. */
  private noteAway(error: Error): void {
    if (isConflict(error)) return;
    const now = performance.now();
    if (now >= this.awayUntil) this.awayUntil = now + AWAY_MS;
    this.databaseOutage.failed(error, '', { why: describeOutage(error) });
  }
}

/** The STOPs of a callback, whether or not they are known already: each answer to one is a promise. */
function stopsOf({ events }: EventBatch, { words }: Tracking, pools: PoolIndex): ConsentChange[] {
  const messages = events.filter(({ inbound }) => inbound);
  return consentChanges(messages, words, pools).filter(({ change }) => change === 'suppress');
}
