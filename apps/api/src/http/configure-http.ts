import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import helmet, { type HelmetOptions } from 'helmet';
import type { IncomingMessage } from 'node:http';
import { isWebhook, jsonOnly } from './json-only.middleware.js';
import { mustBeUnicode } from './must-be-unicode.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';

/** Room for the longest email, 200,000 characters each of text and HTML, in any script. */
const BODY_LIMIT = '2mb';
const WEBHOOK_LIMIT = '2mb';
const REQUEST_TIMEOUT_MS = 30_000;

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

const JSON_BODY = {
  limit: BODY_LIMIT,
  type: (request: IncomingMessage) => !isWebhook(request.url),
  // `null` is JSON too: it is refused for what it is, not for its syntax.
  strict: false,
  verify: mustBeUnicode,
};

/** Everything of the edge that is the same for every route. The app must be created with `bodyParser: false`. */
export function configureHttp(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(helmet(HEADERS));
  app.use(jsonOnly);
  // The common case first: the second parser leaves a body that is read already alone.
  app.useBodyParser('json', JSON_BODY);
  app.useBodyParser('raw', { limit: WEBHOOK_LIMIT, type: () => true });
  app.useGlobalFilters(new ProblemDetailsFilter());
  app.getHttpServer().requestTimeout = REQUEST_TIMEOUT_MS;
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, openApi()), {
    jsonDocumentUrl: 'openapi.json',
  });
}

function openApi() {
  return new DocumentBuilder()
    .setTitle('Sendstream')
    .setDescription('Takes one SMS, MMS or email and follows it until it is delivered.')
    .setVersion('1')
    .build();
}
