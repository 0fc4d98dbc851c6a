import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '#config';

declare module 'node:http' {
  interface IncomingMessage {
    /** What ties a request to its lines in the log, and to what was done for it. */
    requestId?: string;
    /** True where its client chose that id. */
    hasOwnId?: boolean;
  }
}

/** What ids, traces and UUIDs are made of: bounded, and nothing that could be taken for more than an id. */
const ID = /^[\w.:/=+-]{1,128}$/;

/**
 * Gives a request its id: that of its client, by `X-Request-Id` or else `X-Correlation-ID`, or one of ours; an id that is none
 * is passed over. It is answered as `X-Request-Id`, and a correlation id as it came.
 */
export function identify(request: IncomingMessage, response: ServerResponse): void {
  const correlationId = idIn(request.headers['x-correlation-id']);
  const given = idIn(request.headers['x-request-id']) ?? correlationId;
  request.hasOwnId = given !== undefined;
  request.requestId = given ?? newId();
  response.setHeader('X-Request-Id', request.requestId);
  if (correlationId !== undefined) response.setHeader('X-Correlation-ID', correlationId);
}

function idIn(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && ID.test(header) ? header : undefined;
}
