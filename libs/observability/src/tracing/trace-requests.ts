import type { NextFunction, Request, Response } from 'express';
import { traceparentIn } from './trace-context.js';
import type { Tracing } from './tracing.js';

declare module 'node:http' {
  interface IncomingMessage {
    /** The W3C trace context of what is done for this request; undefined where it is not traced here. */
    traceparent?: string;
  }
}

/** What monitoring asks says nothing, and often. */
const UNTRACED = /^\/(health|live|ready|startup|dependencies|metrics)\/?$/i;

/** A span for each request, in the trace of its client where that sends one. Its name is the route, which has no address. */
export function traceRequests(tracing: Tracing) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (UNTRACED.test(request.path)) return next();
    const parent = traceparentIn(request.headers.traceparent);
    request.traceparent = parent ?? undefined;
    if (parent !== null && !tracing.records(parent)) return next();
    const { method } = request;
    const span = tracing.start({
      name: method,
      kind: 'server',
      parent,
      attributes: { 'http.request.method': method, 'sendstream.request_id': request.requestId },
    });
    // Not sampled: nothing of it is written with what it brings about.
    if (!tracing.records(span?.traceparent)) return next();
    request.traceparent = span?.traceparent;
    response.once('close', () => {
      const { path } = (request.route ?? {}) as { path?: unknown };
      const route = typeof path === 'string' ? path : undefined;
      if (route !== undefined) span?.rename(`${method} ${route}`);
      const status = response.statusCode;
      const error = response.writableFinished ? (status < 500 ? null : `HTTP ${status}`) : 'broken off';
      span?.end({ 'http.route': route, 'http.response.status_code': status }, error);
    });
    next();
  };
}
