/** Explained in docs/decisions/0034-guard.md. */
import { createHash } from 'node:crypto';
import type { RedisAddress } from '#config';
import { QueueUnavailableError } from '../queue-errors.js';
import type { QueueKeys } from '../queue-keys.js';
import type { RedisConnection } from '../redis/places/redis-place.js';
import { RedisLink } from '../redis/redis-link.js';
import { withDeadline } from '../redis/timing.js';
import { countGuarded } from '../scripts/count-guarded.js';
import { liftPrefix } from '../scripts/lift-prefix.js';
import { readStopped } from '../scripts/read-stopped.js';
import { returnGuarded } from '../scripts/return-guarded.js';

/** Nobody's request waits longer for a Redis that is silent. */
const TIMEOUT_MS = 100;
const COMMAND_TIMEOUT_MS = 1_000;
/** Messages of one run of the script: others are served between two. */
const AT_ONCE = 250;
/** What is usual for a prefix is known by slots of ten minutes and by days; it is forgotten after 30 days without a text. */
const SLOT_MS = 600_000;
const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
/** For so long after it began to watch, ten times as much is no burst: nothing is usual yet. */
const LEARN_MS = DAY_MS;

/** What a message takes from: so many may be taken until it expires. */
export interface GuardCounter {
  /** Among all that there are; what it is of stays here: Redis sees a digest. */
  name: string;
  max: number;
  windowMs: number;
  rule: string;
}

/** A message that is to be counted. */
export interface GuardRequest {
  of: { counter: GuardCounter; cost: number }[];
  /** The prefix to watch; null: none. */
  prefix: string | null;
}

export interface Burst {
  max: number;
  factor: number;
  stopMs: number;
}

/** Null: it is counted, and goes. */
export type GuardVerdict = null | {
  /** The counter that has nothing left; null: its prefix is stopped. */
  counter: GuardCounter | null;
  /** By this message. */
  stopsPrefix: boolean;
  retryMs: number;
};

export interface StoppedPrefix {
  prefix: string;
  until: Date;
}

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
    const parts = Array.from({ length: Math.max(1, Math.ceil(requests.length / AT_ONCE)) }, (_, n) =>
      requests.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
    );
    // In one go: they travel together, and run one after the other.
    const all = Promise.all(
      parts.map((part, n) =>
        this.run((redis, keys) => ask(redis, keys, part, burst, n === 0 ? refused : {})),
      ),
    );
    const silent = `Redis did not answer within ${TIMEOUT_MS} ms`;
    const verdicts = await withDeadline(all, TIMEOUT_MS, silent).catch((error: Error) => {
      throw error.message === silent ? new QueueUnavailableError(silent) : error;
    });
    return verdicts.flat();
  }

  /** Gives back what these took: they were not accepted after all. @throws QueueUnavailableError */
  async giveBack(requests: readonly GuardRequest[]): Promise<void> {
    const { keys: named } = this.opened();
    const [costs, prefixes] = [new Map<string, number>(), new Map<string, number>()];
    for (const { of, prefix } of requests) {
      for (const { counter, cost } of of) add(costs, keyOf(counter, named), cost);
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
      return found.flatMap((prefix, n) =>
        n % 2 === 0 ? [{ prefix, until: new Date(Number(found[n + 1])) }] : [],
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

  private run<T>(commands: (redis: RedisConnection, keys: QueueKeys) => Promise<T>): Promise<T> {
    const link = this.opened();
    return link.run((redis) => commands(redis, link.keys));
  }

  private opened(): RedisLink {
    this.link ??= new RedisLink(this.redis, { name: 'guard', commandTimeoutMs: COMMAND_TIMEOUT_MS });
    return this.link;
  }
}

async function ask(
  redis: RedisConnection,
  named: QueueKeys,
  requests: readonly GuardRequest[],
  burst: Burst | null,
  refused: Record<string, number>,
): Promise<GuardVerdict[]> {
  const counters = numbered<GuardCounter>((counter) => keyOf(counter, named));
  const caps = numbered<GuardCounter>(({ rule, max, windowMs }) => `${rule} ${max} ${windowMs}`);
  const prefixes = numbered<string>((prefix) => named.guardPrefix(prefix));
  const asked = {
    requests: requests.map(({ of, prefix }) => ({
      of: of.map(({ counter, cost }) => [counters.numberOf(counter), caps.numberOf(counter), cost]),
      prefix: burst !== null && prefix !== null && prefixes.numberOf(prefix),
    })),
    counters: counters.all.length,
    caps: caps.all.map(({ max, windowMs: window, rule }) => ({ max, window, rule })),
    prefixes: prefixes.all,
    burst: burst && {
      ...{ max: burst.max, factor: burst.factor, stop: burst.stopMs },
      ...{ slot: SLOT_MS, day: DAY_MS, kept: KEPT_MS, learn: LEARN_MS },
    },
    refused,
  };
  const keys = [
    named.guardRefused(dayOf(new Date())),
    named.guardSince,
    named.guardStopped,
    ...counters.keys,
    ...prefixes.keys,
  ];
  const reply = await countGuarded.run(redis, keys, [JSON.stringify(asked)]);
  return requests.map(({ of }, index) => {
    const [why, which, retryMs] = reply.slice(3 * index) as [number, number, number];
    if (why === 0) return null;
    return { counter: of[which - 1]?.counter ?? null, stopsPrefix: why === 3, retryMs };
  });
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Each thing once, and its number from 1. */
function numbered<T>(keyOfThing: (thing: T) => string) {
  const numbers = new Map<string, number>();
  const all: T[] = [];
  return {
    all,
    get keys() {
      return [...numbers.keys()];
    },
    numberOf(thing: T): number {
      const key = keyOfThing(thing);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const number = all.push(thing);
      numbers.set(key, number);
      return number;
    },
  };
}

/** Redis keeps no address: who looks into it sees digests. */
function keyOf({ name }: GuardCounter, keys: QueueKeys): string {
  return keys.guardCap(createHash('sha256').update(name).digest('base64url').slice(0, 22));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
