import type { RedisAddress } from '#config';
import { DeadLetters, type DeadEntry } from './dead-letters.js';
import type { ConsumerHold } from './consumer-hold.js';
import { EntrySearch, type FoundEntry, type SearchedEntry } from './entry-search.js';
import { ProcessReports } from './process-reports.js';
import { CONSUMER_ALIVE_MS, DEFAULT_GROUP } from './queue-keys.js';
import { type Pause, pauseOf, QueuePause } from './queue-pause.js';
import { RedisTraces } from './redis-traces.js';
import { RedisLink } from './redis/redis-link.js';
import { DEFAULT_RETENTION, type Retention, trimQueue } from './retention.js';
import { readConsumers } from './scripts/read-consumers.js';
import { readPosition } from './scripts/read-position.js';
import { readStats } from './scripts/read-stats.js';

const COMMAND_TIMEOUT_MS = 5_000;

export interface QueueStats {
  queue: string;
  /** Entries kept in the stream, handled ones included. */
  length: number;
  /** Entries that wait or are in hand: lag + pending. */
  depth: number;
  /** Entries not yet read by the group. */
  lag: number;
  /** Entries read and not yet acknowledged. */
  pending: number;
  /** Age of the oldest entry not yet handled, by its id and Redis' clock; null if there is none. */
  oldestAgeMs: number | null;
  /** Consumers that reported within the last seconds. */
  consumers: number;
  /** Entries in the dead stream. */
  dead: number;
  paused: boolean;
  /** Who paused it, and when; absent when it is not paused. */
  pause?: Pause;
  /** Entries that living consumers handled in the last minute. */
  handledLastMinute: number;
  /** Why consumers hold their entries back, by the one that goes on first; absent when none does. */
  held?: ConsumerHold & { consumers: number };
}

/** A member of the group that lives, or that still holds something. */
export interface QueueConsumerState {
  name: string;
  /** Entries it has read and not acknowledged. */
  pending: number;
  /** Since it last asked for entries, in milliseconds. */
  idleMs: number;
  /** The `data` of the oldest entries it holds, at most 20. */
  holds: string[];
}

export interface QueuePosition {
  /** The last id the stream gave out; `0-0` if there is no stream. */
  lastId: string;
  /** The smallest id that is not yet delivered or not yet acknowledged; null if everything is handled. */
  oldestLivingId: string | null;
  depth: number;
}

/**
 * Looks into queues and steers them. Every method throws `QueueUnavailableError` if Redis does not answer in time.
 */
export class QueueAdmin {
  private readonly link: RedisLink;
  private readonly pauses: QueuePause;
  private readonly deadLetters: DeadLetters;
  private readonly search: EntrySearch;
  /** What processes tell of themselves. */
  readonly reports: ProcessReports;
  /** What of somebody is here. */
  readonly traces: RedisTraces;

  constructor(
    redis: string | RedisAddress,
    private readonly group: string = DEFAULT_GROUP,
  ) {
    this.link = new RedisLink(redis, { name: 'queue-admin', commandTimeoutMs: COMMAND_TIMEOUT_MS });
    this.pauses = new QueuePause(this.link);
    this.deadLetters = new DeadLetters(this.link);
    this.search = new EntrySearch(this.link, this.group, this.deadLetters);
    this.reports = new ProcessReports(this.link);
    this.traces = new RedisTraces(this.link);
  }

  async stats(queue: string): Promise<QueueStats> {
    const { keys: named } = this.link;
    const keys = [named.stream(queue), named.consumers(queue), named.dead(queue), named.paused(queue)];
    const [length, lag, pending, oldestAgeMs, consumers, dead, handledLastMinute, pause, heldBy, held] =
      await this.link.run((redis) => readStats.run(redis, keys, [this.group, CONSUMER_ALIVE_MS]));
    return {
      queue,
      length,
      depth: lag + pending,
      lag,
      pending,
      oldestAgeMs: oldestAgeMs < 0 ? null : oldestAgeMs,
      consumers,
      dead,
      paused: pause !== '',
      ...(pause !== '' && { pause: pauseOf(pause) }),
      handledLastMinute,
      ...(held !== '' && { held: { ...(JSON.parse(held) as ConsumerHold), consumers: heldBy } }),
    };
  }

  /** Who works on the queue, and on what; at most 100. */
  async consumers(queue: string): Promise<QueueConsumerState[]> {
    const { keys } = this.link;
    const found = await this.link.run((redis) =>
      readConsumers.run(redis, [keys.stream(queue), keys.consumers(queue)], [this.group, CONSUMER_ALIVE_MS]),
    );
    return found.map(([name, pending, idleMs, holds]) => ({ name, pending, idleMs, holds }));
  }

  /**
   * The entry whose data contains a text, looked for among 20,000 from a time on and the newest 1,000 dead ones. Null: not
   * found.
   */
  async find(queue: string, searched: SearchedEntry): Promise<FoundEntry | null> {
    return this.search.find(queue, searched);
  }

  /** Where the queue stands, at one instant of Redis. Without the group every entry counts as not yet delivered. */
  async position(queue: string): Promise<QueuePosition> {
    const [lastId, oldest, depth] = await this.link.run((redis) =>
      readPosition.run(redis, [this.link.keys.stream(queue)], [this.group]),
    );
    return { lastId, oldestLivingId: oldest === '' ? null : oldest, depth };
  }

  /**
   * Pauses the queue for every consumer. Once this has resolved, no entry is given to a handler any more (those in
   * hand go on to their end) until {@link resume}. `by` is kept with the pause. Throws `PauseNotObeyedError` if a living
   * consumer did not obey in time (default 5 seconds); the queue then stays paused for the others.
   */
  async pause(
    queue: string,
    { by = null, withinMs = 5_000 }: { by?: string | null; withinMs?: number } = {},
  ): Promise<void> {
    await this.pauses.pause(queue, by, withinMs);
  }

  /** Ends a pause, within a second, and also one that is not there. */
  async resume(queue: string): Promise<void> {
    await this.pauses.resume(queue);
  }

  /** Dead entries, the oldest first, after the one with the id `after`; at most `limit` (default 100, at most 1,000). */
  async listDead(
    queue: string,
    { limit = 100, after = null }: { limit?: number; after?: string | null } = {},
  ): Promise<DeadEntry[]> {
    return this.deadLetters.list(queue, limit, after);
  }

  /** Adds dead entries to their queue again and takes them off the dead stream; resolves with how many. */
  async replayDead(queue: string, ids: readonly string[] | 'all'): Promise<number> {
    return this.deadLetters.replay(queue, ids);
  }

  /** Deletes dead entries for good; resolves with how many. */
  async discardDead(queue: string, ids: readonly string[] | 'all'): Promise<number> {
    return this.deadLetters.discard(queue, ids);
  }

  /**
   * Asks `decide` of all that is dead now, some at a time, what it is to become, by its id: its `data` from now on, or null
   * to delete it; what is not in the answer stays.
   */
  async reviseDead(
    queue: string,
    decide: (some: DeadEntry[]) => Promise<Map<string, string | null>>,
  ): Promise<void> {
    await this.deadLetters.revise(queue, decide);
  }

  /** Drops handled entries beyond the retention now; resolves with how many. Entries not yet handled always stay. */
  async trim(queue: string, retention: Partial<Retention> = {}): Promise<number> {
    return trimQueue(this.link, queue, this.group, { ...DEFAULT_RETENTION, ...retention });
  }

  async close(): Promise<void> {
    await this.link.close();
  }
}
