import type { NestApplicationOptions } from '@nestjs/common';
import type { ApiSettings } from '#config';
import { sendProblem } from '#observability';
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { JsonAnswers } from '../answers/json-answers.js';
import { limitConnections } from './limit-connections.js';
import { LingeringConnections } from './lingering-connections.js';

type Refusal = [status: number, detail: string];

const TOO_LATE = 'ERR_HTTP_REQUEST_TIMEOUT';
/** What Node refuses before there is a request, by its code. https://nodejs.org/api/http.html#event-clienterror */
const REFUSALS: Record<string, Refusal> = {
  [TOO_LATE]: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large: at most 16 kB are taken.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};

/**
 * Nest on an HTTP server that bounds what anybody can make it hold: each request has its time to arrive, headers and body,
 * each answer must be read on, connections are counted, and one that was refused is closed for good.
 */
export class BoundedServer extends JsonAnswers {
  private readonly lingering = new LingeringConnections();
  /** The last answer that was begun on a connection. */
  private readonly answers = new WeakMap<Duplex, ServerResponse>();

  constructor(private readonly settings: ApiSettings) {
    super();
  }

  override initHttpServer(_options: NestApplicationOptions): void {
    const requestTimeout = this.settings.requestTimeoutSeconds * 1_000;
    const server = createServer(
      {
        requestTimeout,
        headersTimeout: requestTimeout,
        keepAliveTimeout: this.settings.keepAliveSeconds * 1_000,
        // Node looks at its connections now and then only; by default so rarely that a minute can become two.
        connectionsCheckingInterval: Math.min(1_000, requestTimeout),
        // Node refuses one without words; we do it with them, and two as well.
        requireHostHeader: false,
      },
      (request, response) => this.take(request, response),
    );
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      // Asked for when it is read, which is after the key is known. https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
      request.once('resume', () => {
        if (!response.headersSent) response.writeContinue();
      });
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      this.take(request, response, [417, 'Expect may be 100-continue, and nothing else.']);
    });
    server.on('connect', (_, socket: Duplex) => {
      this.lingering.linger(socket, problem(400, 'This is no proxy: CONNECT is not possible.'));
    });
    // Longer than the time above, whose end is answered.
    server.timeout = 2 * requestTimeout;
    server.on('timeout', (socket: Duplex) => this.endIfStalled(socket));
    server.on('clientError', (error: Error & { code?: string }, socket) => this.refuse(error, socket));
    limitConnections(server, this.settings, (address) => this.isTrustedProxy(address));
    this.httpServer = server;
  }

  /** `refusal`: what is answered in place of what the app would. */
  private take(
    request: IncomingMessage,
    response: ServerResponse,
    refusal: Refusal | null = hostFault(request),
  ): void {
    const { socket } = request;
    if (this.lingering.has(socket)) {
      socket.destroy();
      return;
    }
    this.answers.set(socket, response);
    this.lingering.unlessRead(request, response);
    if (refusal !== null) {
      response.shouldKeepAlive = false;
      sendProblem(response, ...refusal);
      return;
    }
    const app = this.getInstance<(request: IncomingMessage, response: ServerResponse) => void>();
    app(request, response);
  }

  /** An answer that nobody reads holds its memory and its connection; one that is being made, or has nothing to tell, goes on. */
  private endIfStalled(socket: Duplex): void {
    const answer = this.answers.get(socket);
    const isOwed = answer !== undefined && !answer.writableFinished && !answer.destroyed;
    if (!isOwed || socket.writableLength > 0) socket.destroy();
  }

  /** Answers what is no request, or none that can be waited for, in the shape of every other error, and closes. */
  private refuse({ code = '' }: { code?: string }, socket: Duplex): void {
    if (this.lingering.has(socket)) return;
    const answer = this.answers.get(socket);
    const isOwed = answer !== undefined && !answer.writableFinished && !answer.destroyed;
    if (isOwed && answer.req.complete && !answer.headersSent) {
      // A request that came whole before the bad one has its answer yet to come: that one is the last.
      this.lingering.add(socket);
      answer.shouldKeepAlive = false;
      return;
    }
    // Among the bytes of another answer, or before it, this one would be taken for a part of it.
    const cannotBeSaid = isOwed && (answer.headersSent || answer.socket === null);
    if (code === 'ECONNRESET' || !socket.writable || cannotBeSaid) {
      socket.destroy();
      return;
    }
    const [status, detail] = REFUSALS[code] ?? [400, 'This is no HTTP request.'];
    const text = problem(status, detail);
    if (code !== TOO_LATE) return this.lingering.linger(socket, text);
    // Cut off at once: what is still to come would make it a request, which is refused by now.
    this.lingering.add(socket);
    socket.write(text);
    socket.destroy();
  }

  /** By the app's own setting, which Express compiles. https://expressjs.com/en/guide/behind-proxies.html */
  private isTrustedProxy(address: string): boolean {
    const { get } = this.getInstance<{ get(name: string): (address: string, hop: number) => boolean }>();
    return get.call(this.getInstance(), 'trust proxy fn')(address, 0);
  }
}

/** Whom a request is for must be said, and once: of two each program on the way may believe another (RFC 9112, section 3.2). */
function hostFault({ rawHeaders, httpVersion }: IncomingMessage): Refusal | null {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  if (hosts > 1) return [400, 'The header Host comes more than once.'];
  return hosts === 1 || httpVersion === '1.0' ? null : [400, 'The header Host is missing.'];
}

function problem(status: number, detail: string): string {
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, detail });
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
