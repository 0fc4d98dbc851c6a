import type { Redis } from 'ioredis';
import type { OutageLog } from '#config';
import { replyCode } from '../redis/describe-error.js';
import type { RedisLink } from '../redis/redis-link.js';
import { jitteredBackoff, sleep, withDeadline } from '../redis/timing.js';
import { claimAbandoned } from '../scripts/claim-abandoned.js';
import type { BlockingConnection } from './blocking-connection.js';
import type { PauseGate } from './pause-gate.js';
import { type QueueEntry, entriesOf } from './queue-entry.js';
import type { GroupCreationLog } from './group-creation-log.js';
import { LostReplies } from './lost-replies.js';
import type { Slots } from './slots.js';
import type { Wakeup } from './wakeup.js';

/** A blocking read that has not ended this long after its time goes over a dead connection. */
const READ_MARGIN_MS = 3_000;
const UNBLOCK_AGAIN_MS = 50;

export interface QueueReaderParts {
  queue: string;
  group: string;
  consumer: string;
  visibilityMs: number;
  blockMs: number;
  link: RedisLink;
  connection: BlockingConnection;
  slots: Slots;
  gate: PauseGate;
  wakeup: Wakeup;
  outage: OutageLog;
  groups: GroupCreationLog;
  stop: AbortSignal;
  /** True for an entry that ended here and only lacks its acknowledgement. */
  isDone: (id: string) => boolean;
  /** Gives an entry, already in its slot, to the handler. */
  run: (entry: QueueEntry) => void;
  /** Takes back entries that were read but never given to the handler, because we shut down. */
  abandon: (entries: QueueEntry[]) => void;
}

/**
 * The one loop that fetches entries of a queue: strays and abandoned ones when there may be any, else new ones by a
 * blocking read, never more than there are free slots. It ends only by the stop signal.
 */
export class QueueReader {
  /** Its place in the outage log. */
  readonly place: string;
  private readonly stream: string;
  private inRead = false;
  private atGate = false;
  private claimCursor: string | undefined;
  /** A reply may have been lost (or, at the start, an earlier life of this consumer may have left something). */
  private mayHaveLostReplies = true;
  private readonly lostReplies: LostReplies;
  private readAt: number | undefined;
  /** In a row. */
  private failures = 0;

  constructor(private readonly parts: QueueReaderParts) {
    const { link, queue, group, consumer } = parts;
    this.stream = link.keys.stream(queue);
    this.place = `${queue} read`;
    this.lostReplies = new LostReplies(link, this.stream, group, consumer);
  }

  /** Monotonic time when Redis last answered a read, or undefined. */
  get lastRead(): number | undefined {
    return this.readAt;
  }

  /** True while a pause holds the loop: nothing is being read, and nothing will be handed over. */
  get parked(): boolean {
    return this.atGate && this.parts.gate.paused;
  }

  async loop(): Promise<void> {
    const { stop, slots, gate, wakeup, connection } = this.parts;
    while (!stop.aborted) {
      if (gate.paused) {
        this.worked();
        await this.waitAtGate();
      } else if (slots.free === 0) await wakeup.wait();
      else {
        try {
          // Before the first beat too: a Redis that is away at boot is to be noticed.
          const redis = await connection.open();
          if (!gate.known) await this.waitAtGate();
          // A pause may have been seen while the connection was made.
          else if (!gate.paused) {
            const entries = await this.fetch(redis);
            this.readAt = performance.now();
            this.worked();
            if (entries.length > 0) await this.handOver(entries);
          }
        } catch (error) {
          if (!stop.aborted) await this.heal(error);
        }
      }
    }
    connection.drop();
  }

  /** Abandoned entries exist: take them over before reading on. */
  claimSoon(): void {
    this.claimCursor ??= '0-0';
    this.interrupt();
  }

  /** Makes the loop look at its conditions again, out of a blocking read if need be. */
  interrupt(): void {
    this.parts.wakeup.notify();
    if (this.inRead) void this.unblock();
  }

  private async waitAtGate(): Promise<void> {
    this.atGate = true;
    await this.parts.wakeup.wait();
    this.atGate = false;
  }

  private fetch(redis: Redis): Promise<QueueEntry[]> {
    if (this.mayHaveLostReplies) return this.findLostReplies();
    return this.claimCursor === undefined ? this.read(redis) : this.claim(this.claimCursor);
  }

  private async read(redis: Redis): Promise<QueueEntry[]> {
    const { group, consumer, slots, blockMs, isDone, connection } = this.parts;
    this.inRead = true;
    try {
      connection.announce(redis);
      const where = ['STREAMS', this.stream, '>'] as const;
      const reply = redis.xreadgroup(
        'GROUP',
        group,
        consumer,
        'COUNT',
        slots.free,
        'BLOCK',
        blockMs,
        ...where,
      );
      const answer = await withDeadline(reply, blockMs + READ_MARGIN_MS, 'the read got no answer');
      const entries = entriesOf(answer);
      this.lostReplies.arrived(entries);
      // A group that was made again from the start hands out once more what is in hand here.
      return entries.filter(({ id }) => !slots.has(id) && !isDone(id));
    } catch (error) {
      this.mayHaveLostReplies = true;
      throw error;
    } finally {
      this.inRead = false;
    }
  }

  private async findLostReplies(): Promise<QueueEntry[]> {
    const { slots, isDone } = this.parts;
    const { free } = slots;
    const found = await this.lostReplies.find(free, (id) => slots.has(id) || isDone(id));
    this.lostReplies.arrived(found);
    this.mayHaveLostReplies = found.length === free;
    return found;
  }

  private async claim(cursor: string): Promise<QueueEntry[]> {
    const { group, consumer, visibilityMs, slots, link, isDone } = this.parts;
    const [next, claimed] = await link.run((redis) =>
      claimAbandoned.run(redis, [this.stream], [group, consumer, visibilityMs, cursor, slots.free]),
    );
    this.claimCursor = next === '0-0' ? undefined : next;
    return claimed
      .map(([id, fields, deliveries]) => ({ id, fields, deliveries }))
      .filter(({ id }) => !slots.has(id) && !isDone(id));
  }

  private async handOver(entries: QueueEntry[]): Promise<void> {
    const { slots, gate, stop, run, abandon } = this.parts;
    for (const entry of entries) slots.take(entry);
    while (!gate.open && !stop.aborted) await this.waitAtGate();
    if (stop.aborted) abandon(entries);
    else for (const entry of entries) run(entry);
  }

  private async heal(error: unknown): Promise<void> {
    const { connection, outage, queue, stop } = this.parts;
    const isGroupLost = replyCode(error) === 'NOGROUP' || replyCode(error) === 'UNBLOCKED';
    const failure = isGroupLost ? await this.makeGroup() : connection.follow(error) ? null : error;
    // A group that could be made again, or a queue that has moved, is no outage, only news.
    if (failure === null) return sleep(jitteredBackoff(0, 50, 2_000), stop);
    outage.failed(failure, this.place, { queue });
    if (!isGroupLost) connection.drop();
    await sleep(jitteredBackoff(this.failures, 50, 2_000), stop);
    this.failures += 1;
  }

  private worked(): void {
    this.failures = 0;
    this.parts.outage.worked(this.place);
  }

  /** Null when the group is there. */
  private async makeGroup(): Promise<unknown> {
    const { queue, group, groups, link } = this.parts;
    try {
      await link.run((redis) => redis.xgroup('CREATE', this.stream, group, '0', 'MKSTREAM'));
      groups.seen(queue);
      groups.made(queue);
      return null;
    } catch (failure) {
      return replyCode(failure) === 'BUSYGROUP' ? null : failure;
    }
  }

  /** Ends the blocking read in Redis. Asked again until it has ended: the read may not have arrived there yet. */
  private async unblock(): Promise<void> {
    const { connection } = this.parts;
    const read = this.readAt;
    while (this.inRead && this.readAt === read && connection.isOpen) {
      await connection.unblock();
      await sleep(UNBLOCK_AGAIN_MS, new AbortController().signal);
    }
  }
}
