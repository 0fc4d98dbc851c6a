import { createHash } from 'node:crypto';
import type { QueueKeys } from '../queue-keys.js';
import type { RedisConnection } from '../redis/places/redis-place.js';
import { countGuarded } from '../scripts/count-guarded.js';

/** What is usual for a prefix is known by slots of ten minutes and by days; it is forgotten after 30 days without a text. */
export const SLOT_MS = 600_000;
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

/** Runs the script for these messages, in their order. `refused`: by rule, those that were refused without asking. */
export async function countAll(
  redis: RedisConnection,
  named: QueueKeys,
  requests: readonly GuardRequest[],
  burst: Burst | null,
  refused: Record<string, number>,
): Promise<GuardVerdict[]> {
  const counters = numbered<GuardCounter>((counter) => counterKey(counter, named));
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
export function counterKey({ name }: GuardCounter, keys: QueueKeys): string {
  return keys.guardCap(createHash('sha256').update(name).digest('base64url').slice(0, 22));
}

/** `2026-01-31` */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
