import { Injectable, Logger } from '@nestjs/common';
import { RateCounter, type TokenGrant } from '#queue';
import { RedisAnswers } from '../redis-answers.js';

/** Bounds what strangers' addresses can fill. */
const MAX_ENTRIES = 10_000;

interface UsedUp {
  limit: number;
  until: number;
}

/**
 * Counts requests against limits, over all instances. Without Redis it lets through: a limit protects the service, and
 * must not be what takes it down.
 */
@Injectable()
export class RateLimits {
  /** Who has nothing left is refused without asking again, until the window ends. */
  private readonly usedUp = new Map<string, UsedUp>();
  private readonly redis = new RedisAnswers(new Logger(RateLimits.name), {
    lasts: 'Redis cannot be reached: rate limits are not enforced until it is back',
    over: 'rate limits are enforced again',
  });

  constructor(private readonly counter: RateCounter) {}

  /** Makes the first request no slower than the others. */
  connect(): Promise<void> {
    return this.counter.connect();
  }

  /** Takes one request of `limit` per window from `name`; null while nobody can count. */
  async take(name: string, limit: number, windowMs: number): Promise<TokenGrant | null> {
    const now = performance.now();
    const ended = this.usedUp.get(name);
    if (ended !== undefined) {
      const resetMs = ended.until - now;
      if (resetMs > 0 && resetMs <= windowMs && ended.limit === limit)
        return { granted: false, remaining: 0, resetMs };
      this.usedUp.delete(name);
    }
    const taken = await this.redis.of(() => this.counter.take(name, limit, windowMs));
    if (taken?.granted === false) this.remember(name, { limit, until: performance.now() + taken.resetMs });
    return taken;
  }

  private remember(name: string, usedUp: UsedUp): void {
    if (this.usedUp.size >= MAX_ENTRIES) this.usedUp.delete(this.usedUp.keys().next().value as string);
    this.usedUp.set(name, usedUp);
  }
}
