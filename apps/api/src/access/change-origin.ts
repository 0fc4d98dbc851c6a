import type { AuditActor } from '#entities';
import type { ChangeOrigin, KnownKey } from '#messaging';
import type { Request } from 'express';
import '../caller/request-key.js';

/** By whom a change is made, from where, and with which request. */
export function originOf(request: Request): ChangeOrigin {
  return { actor: actorOf(request), address: request.ip ?? null, requestId: request.requestId ?? null };
}

function actorOf({ apiKey, sessionId }: Request): AuditActor {
  if (!apiKey) return { kind: 'anonymous', id: null, name: null };
  return keyActor(sessionId === undefined ? 'api_key' : 'session', apiKey);
}

/** A key, itself or through a session of it. */
export function keyActor(
  kind: 'api_key' | 'session',
  { id, name }: Pick<KnownKey, 'id' | 'name'>,
): AuditActor {
  return { kind, id, name };
}
