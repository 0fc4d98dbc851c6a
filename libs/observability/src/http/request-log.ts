import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

const logger = new Logger('Http');

/** A line for each request, at `debug`: the route, which has no address in it, not the path. */
export function logRequest(request: Request, response: Response, next: NextFunction): void {
  const started = performance.now();
  response.once('close', () => {
    const { method, requestId } = request;
    const { path } = (request.route ?? {}) as { path?: unknown };
    logger.debug({
      msg: response.writableFinished ? 'request answered' : 'request broken off',
      method,
      route: typeof path === 'string' ? path : undefined,
      http_status: response.statusCode,
      latency_ms: Math.round(performance.now() - started),
      request_id: requestId,
    });
  });
  next();
}
