import { Injectable } from '@nestjs/common';
import type { LivingSession } from '#entities';
import { ConsoleSessions, isCsrfTokenOf } from '#messaging';
import type { Request } from 'express';
import { Refusal } from '../problems/problem-exception.js';
import { AuthFailureLimiter } from './auth-failure-limiter.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Looks at what browsers show: the session's cookie, and the token beside it. */
@Injectable()
export class SessionGuard {
  constructor(
    private readonly sessions: ConsoleSessions,
    private readonly authFailures: AuthFailureLimiter,
  ) {}

  /** The living session of this cookie, without a promise while it is known. */
  find(request: Request, secret: string): LivingSession | null | Promise<LivingSession | null> {
    return this.sessions.find(secret, () => this.authFailures.isLimited(request));
  }

  /** @throws ProblemException 403 for a request that changes something and has not the token: another site may have made it. */
  mustBeOurs(request: Request, secret: string): void {
    if (SAFE.has(request.method)) return;
    const given = request.headers['x-csrf-token'];
    if (typeof given === 'string' && isCsrfTokenOf(secret, given)) return;
    const detail = 'A request with a session needs its X-CSRF-Token, which GET /api/v1/session answers.';
    throw new Refusal(
      403,
      detail,
      {},
      { errors: [{ field: 'x-csrf-token', reason: 'is missing or wrong' }] },
    );
  }
}
