import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiSettings } from '#config';
import type { ApiScope, LivingSession } from '#entities';
import { ApiKeyCache, type KnownKey } from '#messaging';
import type { Request } from 'express';
import { Refusal } from '../problems/problem-exception.js';
import '../caller/request-key.js';
import { requiredAccess } from '../caller/required-access.js';
import { AuthFailureLimiter } from './auth-failure-limiter.js';
import { mustBeMaskable } from './self-written.js';
import { sessionSecretOf } from './session-cookie.js';
import { SessionGuard } from './session-guard.js';

/**
 * Lets a request through whose key, or whose session's key, has the scope its route asks for; where keys are not required, one
 * without both as well. Answers without a promise whenever it can: it stands before every request. RFC 6750.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly required: boolean;

  constructor(
    settings: ApiSettings,
    private readonly ring: ApiKeyCache,
    private readonly sessions: SessionGuard,
    private readonly authFailures: AuthFailureLimiter,
  ) {
    this.required = settings.requiresApiKeys;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const { authorization, cookie } = request.headers;
    if (authorization === undefined && cookie === undefined && !this.required) return true;
    const access = requiredAccess(context);
    if (access === 'public') return true;
    if (authorization === undefined) return this.admitSession(context, access);
    const secret = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1];
    if (secret === undefined)
      throw this.authFailures.failed(request, unauthorized('Authorization must be: Bearer <API key>.'));
    const key = this.ring.find(secret, () => this.authFailures.isLimited(request));
    return key instanceof Promise
      ? key.then((found) => this.admit(context, found, access))
      : this.admit(context, key, access);
  }

  private admitSession(context: ExecutionContext, access: ApiScope): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const secret = sessionSecretOf(request.headers);
    if (secret === null) return this.admitNobody();
    const session = this.sessions.find(request, secret);
    const admit = (found: LivingSession | null) => {
      if (found === null) return this.admitEnded(request);
      this.sessions.mustBeOurs(request, secret);
      request.sessionId = found.id;
      return this.admit(context, found.key, access);
    };
    return session instanceof Promise ? session.then(admit) : admit(session);
  }

  private admitNobody(): boolean {
    if (!this.required) return true;
    throw unauthorized('An API key is required: Authorization: Bearer <key>.');
  }

  /** A browser keeps the cookie of a session that has ended: no more than nothing, where nothing is required. */
  private admitEnded(request: Request): boolean {
    if (!this.required) return true;
    throw this.authFailures.failed(request, unauthorized('This session has ended: sign in again.'));
  }

  private admit(context: ExecutionContext, key: KnownKey | null, scope: ApiScope): boolean {
    const request = context.getArgByIndex<Request>(0);
    if (key === null)
      throw this.authFailures.failed(request, unauthorized('This API key is not valid.', 'invalid_token'));
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      const challenge = `Bearer realm="sendstream", error="insufficient_scope", scope="${scope}"`;
      const detail = `The API key lacks the scope ${scope}.`;
      throw new Refusal(403, detail, { 'WWW-Authenticate': challenge }, { missing_scope: scope });
    }
    if (key.mask) mustBeMaskable(context);
    request.apiKey = key;
    return true;
  }
}

/** 401 with its challenge. RFC 6750, section 3. */
export function unauthorized(detail: string, error?: string): Refusal {
  const challenge = `Bearer realm="sendstream"${error === undefined ? '' : `, error="${error}"`}`;
  return new Refusal(401, detail, { 'WWW-Authenticate': challenge });
}
