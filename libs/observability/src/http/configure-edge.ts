import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import type { Listening } from '#config';
import { hostGuard } from './host-guard.js';

/** What protects a page, and nothing else, is left to pages: most answers here are JSON. */
const HEADERS: HelmetOptions = {
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xPoweredBy: false,
  xXssProtection: false,
};

/** What every answer of every port of ours has in common; to be called before anything else is added to the app. */
export function configureEdge(app: NestExpressApplication, listening: Listening): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet(HEADERS));
  app.use(noStore);
  const guard = hostGuard(listening);
  if (guard !== null) app.use(guard);
}

/** Answers hold numbers, addresses and words of people; what may be kept says so itself. RFC 9111, section 5.2.2.5. */
function noStore(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
