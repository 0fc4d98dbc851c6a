import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ApiSettings } from '#config';
import { RateLimits } from '#messaging';
import { Metrics } from '#observability';
import type { Request, Response } from 'express';
import { Refusal } from '../problems/problem-exception.js';
import '../caller/request-key.js';
import { requiredAccess } from '../caller/required-access.js';
import { clientOf } from '../caller/client-of.js';
import { rateGroup } from './rate-group.js';

/** An open page of the console asks for what it shows every few seconds, and somebody may have several open. */
const CONSOLE_FACTOR = 10;

/**
 * Bounds the requests per window of a key or, without keys, of a client's address, in each group of routes. Comes after
 * the KeyGuard. Headers and problem as draft-ietf-httpapi-ratelimit-headers-10 has them; beside them the older X- ones.
 */
@Injectable()
export class RateLimitGuard implements CanActivate, OnApplicationBootstrap {
  private readonly limit: number;
  private readonly windowSeconds: number;

  constructor(
    settings: ApiSettings,
    private readonly limits: RateLimits,
    private readonly metrics: Metrics,
  ) {
    this.limit = settings.rateLimitRequests;
    this.windowSeconds = settings.rateLimitWindowSeconds;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (this.limit > 0) await this.limits.connect();
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const limit = request.apiKey?.rateLimit ?? this.limit;
    if (limit === 0 || requiredAccess(context) === 'public') return true;
    const page = consolePageOf(request);
    const group = rateGroup(context);
    const name = `${page ?? clientOf(request)}:${group}`;
    return this.judge(
      { name, group },
      context.getArgByIndex<Response>(1),
      page === null ? limit : CONSOLE_FACTOR * limit,
    );
  }

  private async judge(
    { name, group }: { name: string; group: string },
    response: Response,
    limit: number,
  ): Promise<boolean> {
    const taken = await this.limits.take(name, limit, this.windowSeconds * 1_000);
    response.setHeader('RateLimit-Policy', `"default";q=${limit};w=${this.windowSeconds}`);
    response.setHeader('X-RateLimit-Limit', limit);
    if (taken === null) return true;
    const seconds = Math.max(1, Math.ceil(taken.resetMs / 1_000));
    response.setHeader('RateLimit', `"default";r=${taken.remaining};t=${seconds}`);
    response.setHeader('X-RateLimit-Remaining', taken.remaining);
    response.setHeader('X-RateLimit-Reset', seconds);
    if (taken.granted) return true;
    this.metrics.http.limited(group);
    throw tooMany(limit, this.windowSeconds, seconds);
  }
}

/** What a request of the console is counted for: its session, so that it takes nothing from its key; else null. */
function consolePageOf(request: Request): string | null {
  if (request.sessionId !== undefined) return `session:${request.sessionId}`;
  // Without keys there are no sessions. A browser says itself that the page is of this origin; no script can.
  const isOwnPage = request.apiKey === undefined && request.headers['sec-fetch-site'] === 'same-origin';
  return isOwnPage ? `console:${clientOf(request)}` : null;
}

function tooMany(limit: number, windowSeconds: number, seconds: number): Refusal {
  const detail = `At most ${limit} requests in ${windowSeconds} seconds; try again in ${seconds}.`;
  return new Refusal(
    429,
    detail,
    { 'Retry-After': String(seconds) },
    {
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      'violated-policies': ['default'],
    },
  );
}
