import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { extname, join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express, NextFunction, Request, Response } from 'express';
import { consoleDirectory, consoleFile, isFile, PAGE } from './console-files.js';

/** What the page may load: its own files, and what the API answers. A mail is shown in a frame that has a policy of its own. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CSP,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  Vary: 'Accept-Encoding',
};

const FOREVER = 'public, max-age=31536000, immutable';
const UNBUILT = 'The console is not built: run `npm run build`, or `npm start`, which does that too.';

/** The console under `/console`: static files that need no key; what they show is asked of the API, with a session. */
export function serveConsole(app: NestExpressApplication): void {
  const express = app.getHttpAdapter().getInstance() as Express;
  express.get('/console', (request, response, next) => {
    if (request.path.endsWith('/')) next();
    else response.redirect(308, '/console/');
  });
  express.get('/console/{*path}', answer);
}

async function answer(request: Request, response: Response, next: NextFunction): Promise<void> {
  const file = await consoleFile(request.path.slice('/console/'.length));
  if (file === null) return next();
  if (!(await isFile(PAGE.path))) return unbuilt(response);
  const compressed = request.acceptsEncodings('br') === 'br' && (await isFile(`${file.path}.br`));
  const body = await readFile(join(consoleDirectory, compressed ? `${file.path}.br` : file.path));
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  response.set(HEADERS).set({ ETag: etag, 'Cache-Control': file.isHashed ? FOREVER : 'no-cache' });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (compressed) response.set('Content-Encoding', 'br');
  response.type(extname(file.path)).send(body);
}

function unbuilt(response: Response): void {
  const problem = { type: 'about:blank', title: STATUS_CODES[503], status: 503, detail: UNBUILT };
  response.status(503).type('application/problem+json').send(JSON.stringify(problem));
}
