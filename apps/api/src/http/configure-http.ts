import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import helmet, { type HelmetOptions } from 'helmet';
import type { ApiSettings } from '#config';
import { openApi } from '../documents/open-api.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';

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

/** What a script of another origin may read beyond the body. */
const EXPOSED_HEADERS = ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'Idempotent-Replayed'];

/**
 * Everything of the edge that is the same for every route. The app must be created with `bodyParser: false`: bodies are
 * read behind the guards, not before.
 */
export function configureHttp(app: NestExpressApplication, settings: ApiSettings): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', trustedProxies(settings.trustProxy));
  app.use(helmet(HEADERS));
  const origins = settings.origins;
  if (origins.length > 0) app.enableCors({ origin: origins, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  app.useGlobalFilters(new ProblemDetailsFilter());
  SwaggerModule.setup('docs', app, () => openApi(app), {
    jsonDocumentUrl: 'openapi.json',
  });
}

/** Express' own form: a number of proxies is a number. https://expressjs.com/en/guide/behind-proxies.html */
function trustedProxies(setting: string): number | string | false {
  if (setting === '') return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting;
}
