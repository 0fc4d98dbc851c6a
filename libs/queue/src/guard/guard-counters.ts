/** Explained in docs/decisions/0034-guard.md. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RedisAddress } from '#config';
import type { QueueKeys } from '../queue-keys.js';
import type { RedisConnection } from '../redis/places/redis-place.js';
import { RedisLink } from '../redis/redis-link.js';
import { liftPrefix } from '../scripts/lift-prefix.js';
import { readStopped } from '../scripts/read-stopped.js';
import { returnGuarded } from '../scripts/return-guarded.js';
import {
  type Burst,
  countAll,
  counterKey,
  dayOf,
  type GuardRequest,
  type GuardVerdict,
  SLOT_MS,
} from './count-all.js';

/** Nobody's request waits longer for a Redis that is silent. */
const TIMEOUT_MS = 100;
const COMMAND_TIMEOUT_MS = 1_000;
/** Messages of one run of the script: others are served between two. */
const AT_ONCE = 250;

export interface StoppedPrefix {
  prefix: string;
  until: Date;
  /** Null: an older version stopped it, and kept neither this nor what came. */
  since: Date | null;
  /** Texts in ten minutes that were too many, and the most it usually got in as long. */
  burst: number | null;
  usual: number;
  /** Texts that were refused since. */
  refused: number;
}

type Commands<T> = (redis: RedisConnection, keys: QueueKeys) => Promise<T>;

/** What the guard counts, together with all processes on this Redis. It connects when it is first needed. */
export class GuardCounters {
  private link: RedisLink | undefined;

  constructor(private readonly redis: string | RedisAddress) {}

  /** Resolves when the first attempt to connect has ended, whatever its outcome; within a second. */
  async connect(): Promise<void> {
    await this.opened().attempted();
  }

  /**
   * Counts messages, in their order: each is taken from all its counters or from none. `refused`: by rule, those that were
   * refused without asking here.
   * @throws QueueUnavailableError within a tenth of a second when Redis is away or silent; they may then be counted all the same.
   */
  async take(
    requests: readonly GuardRequest[],
    burst: Burst | null,
    refused: Record<string, number> = {},
  ): Promise<GuardVerdict[]> {
    const parts: Promise<GuardVerdict[]>[] = [];
    // Each is sent at once, without waiting for those before; others have their turn while the next is put together.
    for (let from = 0; from === 0 || from < requests.length; from += AT_ONCE) {
      if (from > 0) await nextTurn();
      const [part, told] = [requests.slice(from, from + AT_ONCE), from === 0 ? refused : {}];
      const link = this.opened();
      const answer = link.runWithin(TIMEOUT_MS, (redis) => countAll(redis, link.keys, part, burst, told));
      // One that fails while the next is put together is found below.
      answer.catch(() => undefined);
      parts.push(answer);
    }
    return (await Promise.all(parts)).flat();
  }

  /** Gives back what these took: they were not accepted after all. @throws QueueUnavailableError */
  async giveBack(requests: readonly GuardRequest[]): Promise<void> {
    const { keys: named } = this.opened();
    const [costs, prefixes] = [new Map<string, number>(), new Map<string, number>()];
    for (const { of, prefix } of requests) {
      for (const { counter, cost } of of) add(costs, counterKey(counter, named), cost);
      if (prefix !== null) add(prefixes, named.guardPrefix(prefix), 1);
    }
    const all = [...costs, ...prefixes];
    if (all.length === 0) return;
    const counts = [SLOT_MS, costs.size, ...all.map(([, count]) => count)];
    await this.run((redis) =>
      returnGuarded.run(
        redis,
        all.map(([key]) => key),
        counts,
      ),
    );
  }

  /** The prefixes that are stopped now. @throws QueueUnavailableError */
  stopped(): Promise<StoppedPrefix[]> {
    return this.run(async (redis, keys) => {
      const found = await readStopped.run(redis, [keys.guardStopped], []);
      const stopped = found.flatMap((prefix, n) =>
        n % 2 === 0 ? [{ prefix, until: new Date(Number(found[n + 1])) }] : [],
      );
      return Promise.all(
        stopped.map(async ({ prefix, until }) => ({
          ...{ prefix, until },
          ...whyStopped(await redis.hmget(keys.guardPrefix(prefix), 'since', 'burst', 'usual', 'refused')),
        })),
      );
    });
  }

  /** Lets a prefix go on, and does not stop it again for `freeMs`; false when it is not stopped. @throws QueueUnavailableError */
  async lift(prefix: string, freeMs: number): Promise<boolean> {
    const lifted = await this.run((redis, keys) =>
      liftPrefix.run(redis, [keys.guardPrefix(prefix), keys.guardStopped], [prefix, freeMs]),
    );
    return lifted === 1;
  }

  /** How many messages each rule refused on that day of UTC; of today and the day before. @throws QueueUnavailableError */
  async refused(day: Date): Promise<Record<string, number>> {
    const counts = await this.run((redis, keys) => redis.hgetall(keys.guardRefused(dayOf(day))));
    return Object.fromEntries(Object.entries(counts).map(([rule, count]) => [rule, Number(count)]));
  }

  async close(): Promise<void> {
    await this.link?.close();
  }

  private run<T>(commands: Commands<T>): Promise<T> {
    const link = this.opened();
    return link.run((redis) => commands(redis, link.keys));
  }

  private opened(): RedisLink {
    this.link ??= new RedisLink(this.redis, { name: 'guard', commandTimeoutMs: COMMAND_TIMEOUT_MS });
    return this.link;
  }
}

function whyStopped([since, burst, usual, refused]: (string | null)[]) {
  return {
    since: since ? new Date(Number(since)) : null,
    burst: burst ? Number(burst) : null,
    usual: Math.round(Number(usual ?? 0)),
    refused: Number(refused ?? 0),
  };
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
