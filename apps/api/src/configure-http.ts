import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ApiSettings } from '#config';
import { configureEdge, Metrics, traceRequests, Tracing } from '#observability';
import { normaliseForwardedFor } from './caller/client-address.js';
import { serveConsole } from './console/serve-console.js';
import { serveDocuments } from './documents/serve-documents.js';
import { ProblemDetailsFilter } from './problems/problem-details.filter.js';

/** What a script of another origin may read beyond the body. */
const EXPOSED_HEADERS = [
  'RateLimit',
  'RateLimit-Policy',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Retry-After',
  'Idempotent-Replayed',
  'X-Request-Id',
  'X-Correlation-ID',
];

/**
 * Everything of the edge that is the same for every route. The app must be created with `bodyParser: false`: bodies are
 * read behind the guards, not before.
 */
export function configureHttp(app: NestExpressApplication, settings: ApiSettings): void {
  configureEdge(app, settings, app.get(Metrics, { strict: false }));
  app.set('trust proxy', trustedProxies(settings.trustProxy));
  if (settings.trustProxy !== '') app.use(normaliseForwardedFor);
  const tracing = app.get(Tracing, { strict: false });
  if (tracing.isOn) app.use(traceRequests(tracing));
  const origins = settings.origins;
  if (origins.length > 0) app.enableCors({ origin: origins, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  app.useGlobalFilters(new ProblemDetailsFilter());
  serveDocuments(app);
  serveConsole(app);
}

/** Express' own form: a number of proxies is a number. https://expressjs.com/en/guide/behind-proxies.html */
function trustedProxies(setting: string): number | string | false {
  if (setting === '') return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting;
}
