import type { RedisAddress } from '#config';
import { RedisLink } from './redis/redis-link.js';
import { takeToken } from './scripts/take-token.js';

/** Nobody's request waits longer for a Redis that is silent. */
const TIMEOUT_MS = 100;
/** Only ends what will never be answered; the callers have gone on long before. */
const COMMAND_TIMEOUT_MS = 1_000;

export interface TokenGrant {
  granted: boolean;
  /** Tokens left in this window. */
  remaining: number;
  /** Milliseconds until all are there again. */
  resetMs: number;
}

/**
 * Counts tokens per name and window, together with every other process on this Redis: of `limit` tokens no two callers
 * ever get the same. It connects when it is first needed.
 */
export class RateCounter {
  private link: RedisLink | undefined;

  /** @param timeoutMs how long one {@link take} waits for an answer */
  constructor(
    private readonly redis: string | RedisAddress,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** Resolves when the first attempt to connect has ended, whatever its outcome; within a second. */
  async connect(): Promise<void> {
    this.link ??= new RedisLink(this.redis, {
      name: 'rate-counter',
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
    });
    await this.link.attempted();
  }

  /**
   * Takes a token, unless the `limit` tokens of the window are taken. A window begins with its first token.
   * @throws QueueUnavailableError within the patience when Redis is away or silent; a token may then be taken all the same.
   */
  async take(name: string, limit: number, windowMs: number): Promise<TokenGrant> {
    if (this.link === undefined) await this.connect();
    const link = this.link as RedisLink;
    const [granted, remaining, resetMs] = await link.runWithin(this.timeoutMs, (redis) =>
      takeToken.run(redis, [link.keys.rate(name)], [limit, windowMs]),
    );
    return { granted: granted === 1, remaining, resetMs };
  }

  async close(): Promise<void> {
    await this.link?.close();
  }
}
