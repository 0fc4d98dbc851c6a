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

/** `/openapi.json`, and `/docs` to read and try it: made from the controllers at the first call, and kept. */
export function serveDocuments(app: NestExpressApplication): void {
  let made: { document: OpenAPIObject; json: Buffer; tag: string } | undefined;
  const documents = () => {
    if (made === undefined) {
      const document = openApi(app);
      const json = Buffer.from(JSON.stringify(document));
      made = { document, json, tag: `"${createHash('sha256').update(json).digest('base64url')}"` };
    }
    return made;
  };
  const express = app.getHttpAdapter().getInstance() as Express;
  express.get('/openapi.json', (request, response) => {
    const { json, tag } = documents();
    response.set({ ETag: tag, 'Cache-Control': 'no-cache' });
    if (request.fresh) response.status(304).end();
    else response.type('application/json').send(json);
  });
  app.use('/docs', asPage);
  SwaggerModule.setup('docs', app, () => documents().document, { raw: false });
}

function asPage(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Content-Security-Policy': CSP, 'Cache-Control': 'public, max-age=3600' });
  next();
}
