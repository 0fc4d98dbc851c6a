import { Logger } from '@nestjs/common';
import type { OutageLog } from '#config';
import type { RedisLink } from '../redis/redis-link.js';
import { AckBatch } from './ack-batch.js';
import { BlockingConnection } from './blocking-connection.js';
import { type BuriedFor, EntryRunner, type Invoke, type WordsOf } from './entry-runner.js';
import { PauseGate } from './pause-gate.js';
import { TransientRetries } from './transient-retries.js';
import type { QueueEntry } from './queue-entry.js';
import type { QueueHealth, QueueState } from './queue-health.js';
import { QueueReader } from './queue-reader.js';
import { Slots } from './slots.js';
import type { GroupCreationLog } from './group-creation-log.js';
import { Wakeup } from './wakeup.js';
import { isStalled } from './watchdog.js';

/** A stopping reader that is not done by then loses its connection. */
const STOP_WITHIN_MS = 1_000;

export interface QueueConsumerOptions {
  queue: string;
  concurrency: number;
  group: string;
  consumer: string;
  visibilityMs: number;
  blockMs: number;
  maxDeliveries: number;
  buried: (queue: string, reason: BuriedFor) => void;
  stalledAfterMs: number;
  /** Shared by the queues of this process, as `groups` is. */
  outage: OutageLog;
  groups: GroupCreationLog;
  wordsOf: WordsOf;
}

/** Consumes one queue: puts its parts together, starts and stops them, and tells how they are. */
export class QueueConsumer {
  readonly queue: string;
  readonly slots: Slots;
  readonly gate: PauseGate;
  readonly acks: AckBatch;
  readonly reader: QueueReader;
  /** Where the outage log has what the beats of this queue suffer from. */
  readonly beatPlace: string;
  /** Entries given up by the shutdown; others may have them at once. */
  readonly abandoned: string[] = [];

  private readonly logger = new Logger(QueueConsumer.name);
  private readonly outage: OutageLog;
  private readonly wakeup = new Wakeup();
  private readonly stopping = new AbortController();
  private readonly connection: BlockingConnection;
  private readonly retries: TransientRetries;
  private readonly runner: EntryRunner;
  private readonly stalledAfterMs: number;
  private startedAt: number | undefined;
  private ended: Promise<void> = Promise.resolve();
  /** Whether the last beat saw entries that nobody has read yet. */
  private unread = false;
  private wasStalled = false;
  private lastState: QueueState = 'starting';
  private stateSince = performance.now();

  constructor(options: QueueConsumerOptions, link: RedisLink, invoke: Invoke) {
    const { queue, group, consumer, concurrency, maxDeliveries, visibilityMs, blockMs, wordsOf } = options;
    const stop = this.stopping.signal;
    this.queue = queue;
    this.outage = options.outage;
    this.stalledAfterMs = options.stalledAfterMs;
    this.slots = new Slots(concurrency, () => this.wakeup.notify());
    this.gate = new PauseGate(() => this.reader.interrupt());
    this.acks = new AckBatch(link, queue, group);
    this.connection = new BlockingConnection(link, link.keys.stream(queue), `queue-reader:${queue}`);
    this.beatPlace = `${queue} beat`;
    this.retries = new TransientRetries(queue, stop);
    const { acks, retries, slots, gate, wakeup, connection } = this;
    const leaveSlot = (id: string) => slots.leave(id);
    this.runner = new EntryRunner({
      ...{ queue, group, maxDeliveries, link, acks, retries, gate, stop, invoke, leaveSlot, wordsOf },
      buried: options.buried,
    });
    this.reader = new QueueReader({
      ...{
        queue,
        group,
        consumer,
        visibilityMs,
        blockMs,
        link,
        connection,
        slots,
        gate,
        wakeup,
        stop,
      },
      outage: options.outage,
      groups: options.groups,
      isDone: (id) => acks.has(id),
      run: (entry) => void this.run(entry),
      abandon: (entries) => entries.forEach((entry) => this.abandon(entry)),
    });
  }

  start(): void {
    this.startedAt = performance.now();
    this.ended = this.reader.loop();
  }

  /** Stops reading; resolves when no further entry can come. Entries in hand go on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.gate.abandon();
    this.reader.interrupt();
    const tooLong = setTimeout(() => this.connection.drop(), STOP_WITHIN_MS);
    await this.ended;
    clearTimeout(tooLong);
  }

  /** Whether entries wait that nobody has read yet, as a beat saw it: what the watchdog goes by. */
  sawUnread(unread: boolean): void {
    this.unread = unread;
    const stalled = this.isStalled(performance.now());
    if (stalled === this.wasStalled) return;
    this.wasStalled = stalled;
    if (stalled)
      this.logger.error({
        msg: 'entries are waiting, but this consumer makes no progress',
        queue: this.queue,
      });
    else this.logger.log({ msg: 'this consumer makes progress again', queue: this.queue });
  }

  /** State as of now, and the token of the pause this consumer obeys (or ''). */
  report(): { state: QueueState; token: string } {
    const state = this.currentState();
    const obeys = this.reader.parked;
    return {
      state: state === 'paused' && !obeys ? 'reading' : state,
      token: obeys ? this.gate.pauseToken : '',
    };
  }

  health(): QueueHealth {
    const now = performance.now();
    const state = this.currentState();
    const lastRead = this.reader.lastRead;
    return {
      queue: this.queue,
      state,
      error: this.error,
      sinceMs: Math.round(now - this.stateSince),
      lastReadAgoMs: lastRead === undefined ? null : Math.round(now - lastRead),
      inHand: this.slots.inHand,
      stalled: this.isStalled(now),
    };
  }

  private async run(entry: QueueEntry): Promise<void> {
    const outcome = await this.runner.run(entry);
    if (outcome === 'abandoned') this.abandon(entry);
    else this.slots.release(entry.id);
  }

  private abandon(entry: QueueEntry): void {
    this.abandoned.push(entry.id);
    this.slots.release(entry.id);
  }

  /** What keeps the queue from being consumed; null when nothing does. */
  private get error(): string | null {
    return this.outage.errorAt(this.reader.place) ?? this.outage.errorAt(this.beatPlace);
  }

  private currentState(): QueueState {
    const state = this.stateNow();
    if (state !== this.lastState) this.stateSince = performance.now();
    return (this.lastState = state);
  }

  private stateNow(): QueueState {
    if (this.stopping.signal.aborted) return 'stopped';
    if (this.error !== null) return 'failing';
    if (this.gate.paused) return 'paused';
    if (this.reader.lastRead === undefined) return 'starting';
    return this.slots.free === 0 ? 'full' : 'reading';
  }

  private isStalled(now: number): boolean {
    const { slots, gate, reader, retries, runner, startedAt } = this;
    if (startedAt === undefined || this.stopping.signal.aborted || gate.paused || gate.stale) return false;
    const couldReadSince = Math.max(reader.lastRead ?? startedAt, slots.freeSince, gate.openSince);
    const couldEndSince = Math.max(runner.lastEnded, slots.fullSince, gate.openSince);
    return isStalled(
      {
        ...{ now, unread: this.unread, couldReadSince, couldEndSince },
        ...{ freeSlots: slots.free, heldBack: retries.count },
      },
      this.stalledAfterMs,
    );
  }
}
