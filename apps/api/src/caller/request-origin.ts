import type { KnownKey } from '#messaging';
import { traceparentIn } from '#observability';
import type { Request } from 'express';
import './request-key.js';

/** Where a message comes from. */
export interface RequestOrigin {
  /** The key of the request, where keys are used. */
  apiKey: KnownKey | undefined;
  /** The id that the client gave the request; null: none. */
  clientRequestId: string | null;
  /** The W3C trace context of the request; null: none. */
  traceparent: string | null;
}

/** Whose request it is, and how its client knows it. */
export function messageOriginOf({
  apiKey,
  hasOwnId,
  requestId,
  traceparent,
  headers,
}: Request): RequestOrigin {
  return {
    apiKey,
    clientRequestId: hasOwnId ? (requestId ?? null) : null,
    traceparent: traceparent ?? traceparentIn(headers.traceparent),
  };
}
