import { newId } from '#config';
import type { AuditActor } from '#entities';
import type { ChangeOrigin, KnownKey } from '#messaging';
import type { Request, Response } from 'express';
import '../caller/request-key.js';

const HEADER = 'X-Request-Id';
/** What proxies and clients name their requests by. */
const GIVEN = /^[\w.:@/+=-]{1,100}$/;

/** By whom a change is made, from where, and with which request: the client's own id for it, or one that it is answered. */
export function originOf(request: Request, response: Response): ChangeOrigin {
  const given = request.headers['x-request-id'];
  const requestId = typeof given === 'string' && GIVEN.test(given) ? given : newId();
  response.setHeader(HEADER, requestId);
  return { actor: actorOf(request), address: request.ip ?? null, requestId };
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
