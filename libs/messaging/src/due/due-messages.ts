import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import { type DueRow, DueMessageRows, MessageMoves, type MessageType } from '#entities';
import { QueueAdmin, QueueProducer, QueueUnavailableError } from '#queue';
import { blocked } from '../deliver/attempt-outcome.js';
import { MESSAGE_QUEUES, messageEntry } from '../message-queues.js';
import { LostEntries } from './lost-entries.js';

const POLL_INTERVAL_MS = 1_000;
const BATCH = 500;
/** So many batches of what is over are ended in one look: nothing that is to be sent waits for more of them. */
const MAX_EXPIRED_BATCHES = 10;
/**
 * Above this depth a look adds one batch of each kind at most: what is due can wait its turn in the table as well as in
 * Redis. No kind waits for another: a million retries keep nobody from taking over what a dead processor left.
 */
const DEEP_QUEUE = 10_000;

/**
 * Queues every message whose time has come: retries, scheduled sends, leases that ran out, and messages whose queue
 * entry was lost. Ends what waits beyond its time, be its queue held back or not. Any number of processors may do so at once.
 */
@Injectable()
export class DueMessages implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueMessages.name);
  private readonly lost = new Map<MessageType, LostEntries>();
  private readonly loop = new BackgroundLoop((signal) => this.look(signal).then(() => undefined), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'due messages cannot be queued now; they will be queued later',
      over: 'due messages are being queued again',
    }),
    // The reading of the queues tells of a Redis that is away, once for all.
    isToldElsewhere: (error) => error instanceof QueueUnavailableError,
  });

  constructor(
    private readonly rows: DueMessageRows,
    private readonly producer: QueueProducer,
    private readonly admin: QueueAdmin,
    private readonly moves: MessageMoves,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One look at everything; answers how many entries it added. Ends early once it is told to. */
  async look(signal?: AbortSignal): Promise<number> {
    await this.endWhatIsOver(signal);
    let added = 0;
    for (const type of Object.keys(MESSAGE_QUEUES) as MessageType[]) added += await this.lookAt(type, signal);
    return added;
  }

  private async endWhatIsOver(signal?: AbortSignal): Promise<void> {
    for (let round = 0; round < MAX_EXPIRED_BATCHES && !signal?.aborted; round += 1) {
      const ids = await this.rows.over(BATCH);
      if (ids.length > 0) await this.moves.apply(ids.map((id) => blocked(id, 'expired')));
      if (ids.length < BATCH) return;
    }
  }

  private async lookAt(type: MessageType, signal?: AbortSignal): Promise<number> {
    // The database's time first: an entry written after it may be unknown to the position, one written before may not.
    const now = await this.rows.now();
    const position = await this.admin.position(MESSAGE_QUEUES[type]);
    const lostBefore = this.lostOf(type).queuedBefore(now, position);
    let room = DEEP_QUEUE - position.depth;
    let added = 0;
    const fill = async (find: (limit: number) => Promise<DueRow[]>) => {
      let left = Math.max(room, BATCH);
      while (left > 0 && !signal?.aborted) {
        const limit = Math.min(left, BATCH);
        const due = await find(limit);
        await this.queue(type, due);
        room -= due.length;
        left -= due.length;
        added += due.length;
        if (due.length < limit) return;
      }
    };
    await fill((limit) => this.rows.promote('retry', type, limit));
    await fill((limit) => this.rows.promote('scheduled', type, limit));
    await fill((limit) => this.rows.expired(type, limit, lostBefore));
    if (lostBefore) await fill((limit) => this.rows.lost(type, limit, lostBefore));
    return added;
  }

  /** If this fails the rows are `pending` without an entry: the next looks find them as lost. */
  private async queue(type: MessageType, due: DueRow[]): Promise<void> {
    if (due.length === 0) return;
    const queue = MESSAGE_QUEUES[type];
    await this.producer.addMany(
      due.map((row) => ({ queue, data: { ...messageEntry(row.id, row.retryCount) } })),
    );
    this.logger.debug({ msg: 'queued what was due', queue, count: due.length });
  }

  private lostOf(type: MessageType): LostEntries {
    const known = this.lost.get(type) ?? new LostEntries();
    this.lost.set(type, known);
    return known;
  }
}
