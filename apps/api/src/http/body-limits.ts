import type { IncomingMessage } from 'node:http';
import { isWebhook } from './json-only.middleware.js';
import { mustBeUnicode } from './must-be-unicode.js';

/** Bytes of a body. */
const ONE_REQUEST = 256 * 1024;
/** A thousand messages at once. */
const BATCH = 4 * 1024 * 1024;
/** What providers post in their own formats: SendGrid sends up to 1,000 events at once. */
export const WEBHOOK_LIMIT = 2 * 1024 * 1024;

/** Forms with files are read by whoever takes them, as they arrive. */
export const notMultipart = (request: IncomingMessage) =>
  !/^multipart\/form-data/i.test(request.headers['content-type'] ?? '');

const isBatch = (url: string | undefined) => /^\/api\/v1\/messages\/batch\/?(\?|$)/.test(url ?? '');

function jsonParser(limit: number, takes: (url: string | undefined) => boolean) {
  return {
    limit,
    type: (request: IncomingMessage) => takes(request.url),
    // `null` is JSON too: it is refused for what it is, not for its syntax.
    strict: false,
    verify: mustBeUnicode,
  };
}

/** The parsers of JSON bodies, the common case first: one leaves alone what another has read or will read. */
export const JSON_PARSERS = [
  jsonParser(ONE_REQUEST, (url) => !isWebhook(url) && !isBatch(url)),
  jsonParser(BATCH, isBatch),
];
