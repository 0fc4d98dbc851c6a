import type { NestApplicationOptions } from '@nestjs/common';
import { createServer, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { JsonAnswers } from './json-answers.js';

/** What Node refuses before there is a request, by its code. https://nodejs.org/api/http.html#event-clienterror */
const REFUSALS: Record<string, [status: number, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large: at most 16 kB are taken.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};

/** Nest on an HTTP server that gives each request a bounded time to arrive, headers and body. */
export class BoundedServer extends JsonAnswers {
  constructor(private readonly requestTimeoutMs: number) {
    super();
  }

  override initHttpServer(_options: NestApplicationOptions): void {
    const requestTimeout = this.requestTimeoutMs;
    // Node looks at its connections now and then only; by default so rarely that a minute can become two.
    const connectionsCheckingInterval = Math.min(1_000, requestTimeout);
    const options = { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval };
    this.httpServer = createServer(options, this.getInstance());
    this.httpServer.on('clientError', refuse);
  }
}

/** Answers what is no request in the shape of every other error, and closes. */
function refuse(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = REFUSALS[error.code ?? ''] ?? [400, 'This is no HTTP request.'];
  const title = STATUS_CODES[status];
  const problem = JSON.stringify({ type: 'about:blank', title, status, detail });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Connection: close',
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(problem)}`,
      '',
      problem,
    ].join('\r\n'),
  );
}
