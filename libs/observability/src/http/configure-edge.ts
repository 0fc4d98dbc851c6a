import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Listening } from '#config';
import type { Metrics } from '../metrics/metrics.js';
import { constantHeaders } from './constant-headers.js';
import { hostGuard } from './host-guard.js';
import { identify } from './request-id.js';
import { logRequest } from './request-log.js';

/** What every answer of every port of ours has in common; to be called before anything else is added to the app. */
export function configureEdge(app: NestExpressApplication, listening: Listening, { http }: Metrics): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  const headers = constantHeaders();
  const guard = hostGuard(listening);
  // One function for all of it: each layer of Express costs every request.
  app.use((request: Request, response: Response, next: NextFunction) => {
    http.came(response);
    for (const [name, value] of headers) response.setHeader(name, value);
    identify(request, response);
    if (guard === null) next();
    else guard(request, response, next);
  });
  if (Logger.isLevelEnabled('debug')) app.use(logRequest);
}
