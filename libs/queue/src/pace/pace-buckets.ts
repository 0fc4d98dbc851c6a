/** Explained in docs/decisions/0032-pace.md. */
import { randomUUID } from 'node:crypto';
import type { RedisAddress } from '#config';
import type { RedisConnection } from '../redis/places/redis-place.js';
import { RedisLink } from '../redis/redis-link.js';
import { readSlowed } from '../scripts/read-slowed.js';
import { slowPace } from '../scripts/slow-pace.js';
import { takePace } from '../scripts/take-pace.js';

const COMMAND_TIMEOUT_MS = 1_000;

/** How fast something may go. */
export interface Rate {
  /** Units a second; null: as many as there are. */
  perSecond: number | null;
  /** Units in a day of UTC; null: as many as there are. */
  perDay: number | null;
}

/** A bucket that a request takes from. */
interface PaceBucket {
  name: string;
  rate: Rate;
  /** In which line it waits there: lines take turns. */
  line: string;
}

/** A wish to go. */
export interface PaceRequest {
  units: number;
  /** It goes before all that is not. */
  isUrgent: boolean;
  /** In how many milliseconds its turn is, as it was told before: until then it takes what is left unused. Null: it has not asked before. */
  dueMs: number | null;
  /** At least one, each once. */
  buckets: PaceBucket[];
}

/** 0: it goes now, and its units are taken. */
export interface PaceAnswer {
  waitMs: number;
  /** The bucket it waits for longest. */
  bucket: string | null;
}

/** What may gather while nothing goes, in milliseconds of the rate: so much is caught up at once, beside one request. */
export const PACE_BURST_MS = 1_000;

/** Buckets that all processes on this Redis share. It connects when it is first needed. */
export class PaceBuckets {
  private readonly process = randomUUID();
  private link: RedisLink | undefined;
  /** How many processes took from buckets lately, this one among them; 1 as long as nobody told. */
  askers = 1;

  constructor(private readonly redis: string | RedisAddress) {}

  /**
   * Asks for many at once, in their order; the answers are in the same.
   * @throws QueueUnavailableError when Redis is away or silent; units may then have been taken all the same.
   */
  async take(requests: readonly PaceRequest[]): Promise<PaceAnswer[]> {
    const numbers = new Map<string, number>();
    const buckets: PaceBucket[] = [];
    for (const bucket of requests.flatMap((request) => request.buckets)) {
      if (numbers.has(bucket.name)) continue;
      numbers.set(bucket.name, buckets.push(bucket));
    }
    const { keys: named } = this.connected();
    const keys = buckets.flatMap(({ name }) => [named.pace(name), ...named.paceLines(name)]);
    const asked = {
      process: this.process,
      buckets: buckets.map(({ rate: { perSecond, perDay } }) => {
        return {
          interval: perSecond === null ? 0 : 1_000 / perSecond,
          burst: PACE_BURST_MS,
          day: perDay ?? 0,
        };
      }),
      requests: requests.map(({ units, isUrgent, dueMs, buckets: own }) => ({
        cost: units,
        urgent: isUrgent,
        due: dueMs ?? false,
        of: own.map(({ name, line }) => [numbers.get(name), line]),
      })),
    };
    const reply = await this.run((redis) =>
      takePace.run(redis, [named.paceAskers, ...keys], [JSON.stringify(asked)]),
    );
    this.askers = Math.max(1, reply[0] as number);
    return requests.map((request, index) => {
      const [waitMs, why] = reply.slice(1 + 2 * index) as [number, number];
      return { waitMs, bucket: request.buckets[why - 1]?.name ?? null };
    });
  }

  /**
   * Lets nothing go from a bucket for `holdMs`, and names it among the slowed ones for `slowedMs`. @throws QueueUnavailableError
   */
  async slow(bucket: string, holdMs: number, slowedMs: number): Promise<void> {
    const { keys: named } = this.connected();
    const keys = [named.pace(bucket), named.paceSlowed];
    await this.run((redis) => slowPace.run(redis, keys, [bucket, Math.ceil(holdMs), Math.ceil(slowedMs)]));
  }

  /** The buckets that are slowed now. @throws QueueUnavailableError */
  async slowed(): Promise<string[]> {
    const { keys } = this.connected();
    return this.run((redis) => readSlowed.run(redis, [keys.paceSlowed], []));
  }

  async close(): Promise<void> {
    await this.link?.close();
  }

  private run<T>(commands: (redis: RedisConnection) => Promise<T>): Promise<T> {
    return this.connected().run(commands);
  }

  private connected(): RedisLink {
    this.link ??= new RedisLink(this.redis, { name: 'pace', commandTimeoutMs: COMMAND_TIMEOUT_MS });
    return this.link;
  }
}
