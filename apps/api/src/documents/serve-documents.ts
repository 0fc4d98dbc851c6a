import { createHash } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Express, NextFunction, Request, Response } from 'express';
import { openApi } from './open-api.js';

/** What the page of the documents needs, and nothing of other origins: its own scripts, and styles inside the page. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The console's icon (apps/console/src/app/icon.svg), which is not there until that is built. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4f46e5"/>' +
    '<path d="M8 11h10M8 16h16M8 21h7" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>',
)}`;
/** Without the bar of those who made the page. */
const STYLE = '.swagger-ui .topbar { display: none }';

interface Documents {
  openApi: OpenAPIObject;
  json: Buffer;
  etag: string;
}

const made = new WeakMap<NestExpressApplication, Documents>();

/** What the api says of itself: made from its controllers once, which takes a tenth of a second, and kept. */
export function documentsOf(app: NestExpressApplication): Documents {
  let documents = made.get(app);
  if (documents === undefined) {
    const document = openApi(app);
    const json = Buffer.from(JSON.stringify(document));
    const etag = `"${createHash('sha256').update(json).digest('base64url')}"`;
    documents = { openApi: document, json, etag };
    made.set(app, documents);
  }
  return documents;
}

/** `/openapi.json`, and `/docs` to read and try it. */
export function serveDocuments(app: NestExpressApplication): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  express.get('/openapi.json', (request, response) => {
    const { json, etag } = documentsOf(app);
    response.set({ ETag: etag, 'Cache-Control': 'no-cache' });
    if (request.fresh) response.status(304).end();
    else response.type('application/json').send(json);
  });
  app.use('/docs', asPage);
  SwaggerModule.setup('docs', app, () => documentsOf(app).openApi, {
    raw: false,
    customSiteTitle: 'Sendstream API',
    customfavIcon: ICON,
    customCss: STYLE,
  });
}

function asPage(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Content-Security-Policy': CSP, 'Cache-Control': 'no-cache' });
  next();
}
