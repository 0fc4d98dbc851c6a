import { Injectable, Logger } from '@nestjs/common';
import { OutageLog, ServiceSettings, timeOfId } from '#config';
import {
  type ConsentChange,
  databaseTrouble,
  isConflict,
  isDatabaseUnavailable,
  type StoredEvent,
} from '#entities';
import type { DeliveryReport } from '#providers';
import { QueueProducer } from '#queue';
import { Batches } from '../batches.js';
import { WEBHOOK_QUEUE, type WebhookEntry } from '../message-queues.js';
import { DatabaseSilentError, withinPatience } from './database-patience.js';
import { type Parcel, parcelOf } from './event-batch.js';
import { Tracking } from './tracking.js';
import { retryWhileDatabaseAway } from '../retry-while-database-away.js';
import { consentChanges } from '../suppressions/consent-changes.js';
import { StopBarrier } from '../suppressions/stop-barrier.js';

/** After it was found away, callbacks go straight to the queue for so long. */
const AWAY_MS = 1_000;
/** A stored event whose queue entry does its work is not due before that. */
const QUEUED_DUE_SECONDS = 15;
const FAILED_DUE_SECONDS = 2;
/** A larger callback waits for PostgreSQL at its provider, who sends it again. */
const LARGEST_ENTRY = 512 * 1024;

/** A callback is stored nowhere, or not so that it may be answered: its provider must send it again. */
export class NotTakenError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'NotTakenError';
  }
}

/**
 * Takes callbacks over from providers: stored once before they are answered, and applied with it or by the processor.
 * Webhooks of the same moment share their round trips.
 */
@Injectable()
export class ProviderEventIntake {
  private readonly logger = new Logger(ProviderEventIntake.name);
  private readonly applying: Batches<Parcel, boolean>;
  private readonly storing: Batches<Parcel, Set<string>>;
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
    private readonly queue: QueueProducer,
  ) {
    const options = {
      keyOf: ({ events }: Parcel) => (events[0] as StoredEvent).id,
      weightOf: ({ events }: Parcel) => events.length,
      isOutage: isDatabaseUnavailable,
      maxSize: 250,
      maxInFlight: 2,
    };
    this.applying = new Batches({ ...options, run: (parcels) => this.applyAll(parcels) });
    this.storing = new Batches({
      ...options,
      run: async (parcels) => {
        const fresh = await tracking.store(parcels, QUEUED_DUE_SECONDS);
        return parcels.map(() => fresh);
      },
    });
  }

  /**
   * Once this resolves the callback may be answered: its events are stored, or, while PostgreSQL is away, on the queue as
   * a whole. After a STOP, no text against it is on its way any more, and none will be.
   * @throws NotTakenError or StillSendingError when the provider is to send it again.
   */
  async take(provider: string, reports: DeliveryReport[]): Promise<void> {
    if (reports.length === 0) return;
    const parcel = parcelOf(provider, reports);
    const stops = stopsOf(parcel, this.tracking);
    let applied: boolean;
    try {
      applied = await this.keep(parcel, stops.length > 0);
      this.databaseOutage.worked();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      this.noteAway(error as Error);
      await this.queueWhole(parcel, error as Error);
      // On the queue it cannot be seen by claims yet, which may go on before it is applied.
      if (stops.length > 0) throw new NotTakenError('STOP could not be applied yet', { cause: error });
      return;
    }
    if (stops.length === 0) return;
    if (!applied) throw new NotTakenError('STOP could not be applied yet');
    await this.barrier.passed(stops);
  }

  /** Stores and applies a callback that came over the queue as a whole. Waits while PostgreSQL is away. */
  async takeQueued(events: StoredEvent[], signal: AbortSignal): Promise<void> {
    if (events.length === 0) return;
    // Its id was made when it came; since then its recipient may have said something else.
    const dated = events.map((event) => ({ ...event, receivedAt: timeOfId(event.id) }));
    await retryWhileDatabaseAway(() => this.applying.add({ events: dated, files: new Map() }), signal);
  }

  /** False when it is stored and its effect is still to come. */
  private async keep(parcel: Parcel, atOnce: boolean): Promise<boolean> {
    if (performance.now() < this.awayUntil) throw new DatabaseSilentError();
    if (atOnce || this.settings.webhookMode === 'inline') return withinPatience(this.applying.add(parcel));
    const fresh = await withinPatience(this.storing.add(parcel));
    const entries = parcel.events
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

  private async applyAll(parcels: Parcel[]): Promise<boolean[]> {
    try {
      await this.tracking.apply(parcels);
      return parcels.map(() => true);
    } catch (error) {
      if (parcels.length > 1 || isDatabaseUnavailable(error)) throw error;
      await this.keepUnapplied(parcels[0] as Parcel, error as Error);
      return [false];
    }
  }

  /** Each event is tried again on its own: one that is bad holds none of its neighbours up. */
  private async keepUnapplied(parcel: Parcel, error: Error): Promise<void> {
    await this.tracking.store([parcel], FAILED_DUE_SECONDS, error.message);
    const count = parcel.events.length;
    this.logger.error({
      msg: 'a callback could not be applied; it is tried again',
      count,
      error: error.message,
    });
  }

  private async queueWhole({ events, files }: Parcel, cause: Error): Promise<void> {
    const data = { provider: (events[0] as StoredEvent).provider, events } satisfies WebhookEntry;
    if (files.size > 0 || JSON.stringify(data).length > LARGEST_ENTRY)
      throw new NotTakenError('PostgreSQL is away, and this callback is too large for the queue', { cause });
    try {
      await this.queue.add(WEBHOOK_QUEUE, data, { passing: true });
    } catch (error) {
      throw new NotTakenError(`PostgreSQL and Redis are away: ${(error as Error).message}`, { cause });
    }
  }

  /** The next callbacks do not have to find out by themselves; a conflict with others says nothing of them. */
  private noteAway(error: Error): void {
    if (isConflict(error)) return;
    const now = performance.now();
    if (now >= this.awayUntil) this.awayUntil = now + AWAY_MS;
    this.databaseOutage.failed(error, '', { why: databaseTrouble(error) });
  }
}

/** The STOPs of a callback, whether or not they are known already: each answer to one is a promise. */
function stopsOf({ events }: Parcel, { words }: Tracking): ConsentChange[] {
  const messages = events.filter(({ inbound }) => inbound);
  return consentChanges(messages, words).filter(({ change }) => change === 'suppress');
}
