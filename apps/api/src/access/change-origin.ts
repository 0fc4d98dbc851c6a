import type { AuditActor } from '#entities';
import type { ChangeOrigin, KnownKey } from '#messaging';
import { maskedId } from '#observability';
import type { Request } from 'express';
import '../caller/request-key.js';

/** By whom a change is made, from where, and with which request. It outlives what is erased: a number in an id of the client's is masked. */
export function originOf(request: Request): ChangeOrigin {
  const { requestId, ip } = request;
  return {
    actor: actorOf(request),
    address: ip ?? null,
    requestId: requestId === undefined ? null : maskedId(requestId),
  };
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
