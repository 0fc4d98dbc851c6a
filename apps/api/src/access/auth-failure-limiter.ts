import { Injectable, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { Refusal } from '../problems/problem-exception.js';
import { networkOf } from '../caller/client-address.js';

/** So many tries may fail at once, and then one more each time this has passed. */
const AT_ONCE = 50;
const ONE_EVERY_MS = 2_000;
/** Bounds what strangers' addresses can fill. */
const MAX_ENTRIES = 10_000;
const LOG_INTERVAL_MS = 60_000;

/**
 * Counts keys, signatures and secrets that were wrong, by the address they came from, and slows those down that go on. What
 * is right is always let through, whoever shares its address. In this process alone: it saves work, and keeps nobody from
 * guessing what has 128 bits and more.
 */
@Injectable()
export class AuthFailureLimiter {
  private readonly logger = new Logger(AuthFailureLimiter.name);
  /** When an address has no failed try left over from before, ms; the least recently failed first. */
  private readonly forgottenAt = new Map<string, number>();
  private loggedAt = -Infinity;

  /** Whether so much from there was wrong that nothing unknown need be looked up. */
  isLimited(request: Request): boolean {
    return this.waitMs(networkOf(request)) > 0;
  }

  /** Counts one, and answers what to throw: `refusal`, or 429 once there were too many. */
  failed(request: Request, refusal: Error): Error {
    const network = networkOf(request);
    const waitMs = this.waitMs(network);
    if (waitMs > 0) return this.tooMany(waitMs);
    const now = performance.now();
    const forgottenAt = Math.max(now, this.forgottenAt.get(network) ?? 0) + ONE_EVERY_MS;
    this.forgottenAt.delete(network);
    if (this.forgottenAt.size >= MAX_ENTRIES)
      this.forgottenAt.delete(this.forgottenAt.keys().next().value as string);
    this.forgottenAt.set(network, forgottenAt);
    return refusal;
  }

  /** Until one more may fail; 0: now. */
  private waitMs(network: string): number {
    const forgottenAt = this.forgottenAt.get(network);
    if (forgottenAt === undefined) return 0;
    const rest = forgottenAt - performance.now();
    if (rest <= 0) this.forgottenAt.delete(network);
    return Math.max(0, rest - (AT_ONCE - 1) * ONE_EVERY_MS);
  }

  private tooMany(waitMs: number): Refusal {
    const now = performance.now();
    if (now - this.loggedAt > LOG_INTERVAL_MS) {
      this.loggedAt = now;
      this.logger.warn('too many wrong keys, signatures or secrets from one address; answering 429');
    }
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    const detail = `Too many wrong keys, signatures or secrets came from this address; try again in ${seconds} seconds.`;
    return new Refusal(429, detail, { 'Retry-After': String(seconds) });
  }
}
