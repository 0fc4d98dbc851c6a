import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ApiSettings } from '#config';
import type { ApiScope } from '#entities';
import { ApiKeyCache, type KnownKey } from '#messaging';
import type { Request } from 'express';
import { Refusal } from '../problems/refusal.js';
import './request-key.js';
import { accessOf } from './access-of.js';
import { FailedTries } from './failed-tries.js';

/**
 * Lets a request through whose key has the scope its route asks for; where keys are not required, one without a key as
 * well. Answers without a promise whenever it can: it stands before every request. RFC 6750.
 */
@Injectable()
export class KeyGuard implements CanActivate {
  private readonly required: boolean;

  constructor(
    settings: ApiSettings,
    private readonly ring: ApiKeyCache,
    private readonly tries: FailedTries,
  ) {
    this.required = settings.requiresApiKeys;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.getArgByIndex<Request>(0);
    const { authorization } = request.headers;
    if (authorization === undefined && !this.required) return true;
    const access = accessOf(context);
    if (access === 'public') return true;
    if (authorization === undefined)
      throw unauthorized('An API key is required: Authorization: Bearer <key>.');
    const secret = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1];
    if (secret === undefined)
      throw this.tries.failed(request, unauthorized('Authorization must be: Bearer <API key>.'));
    const key = this.ring.find(secret, () => this.tries.areUsedUp(request));
    return key instanceof Promise
      ? key.then((found) => this.admit(request, found, access))
      : this.admit(request, key, access);
  }

  private admit(request: Request, key: KnownKey | null, scope: ApiScope): boolean {
    if (key === null)
      throw this.tries.failed(request, unauthorized('This API key is not valid.', 'invalid_token'));
    if (!key.scopes.includes(scope) && !key.scopes.includes('admin')) {
      const challenge = `Bearer realm="sendstream", error="insufficient_scope", scope="${scope}"`;
      const detail = `The API key lacks the scope ${scope}.`;
      throw new Refusal(403, detail, { 'WWW-Authenticate': challenge }, { missing_scope: scope });
    }
    request.apiKey = key;
    return true;
  }
}

function unauthorized(detail: string, error?: string): Refusal {
  const challenge = `Bearer realm="sendstream"${error === undefined ? '' : `, error="${error}"`}`;
  return new Refusal(401, detail, { 'WWW-Authenticate': challenge });
}
