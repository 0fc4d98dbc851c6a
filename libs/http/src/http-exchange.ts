import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { ExchangeFailure } from './exchange-failure.js';
import { leavePermission } from './leave-permission.js';

export interface HttpCall {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface HttpExchangeOptions {
  /** From the call to the last byte of the answer, connecting included. */
  timeoutMs: number;
  /** Connections to one host at once; a call beyond that waits for a free one, inside its time. */
  maxSockets: number;
  /** How long an unused connection is kept. Default 4 s: shorter than the 5 s after which a Node server closes it. */
  idleMs?: number;
  /** PEM of authorities to trust besides Node's own. */
  ca?: string;
}

/** More than any answer a provider gives; a larger one is cut off. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * One HTTP request and its answer over kept-alive connections: no retry, no redirect, bounded in time and size.
 *
 * What sets it apart from a general client: it knows whether the request left. Nothing is written before the
 * connection stands (for TLS: before the peer's certificate was checked), so until then a failure proves that
 * the provider never saw the message. From the first write on nothing can be proved, and it counts as left.
 */
export class HttpExchange {
  private readonly plainAgent: http.Agent;
  private readonly secureAgent: https.Agent;
  private readonly standing = new WeakSet<Socket>();

  constructor(private readonly options: HttpExchangeOptions) {
    const agentOptions: https.AgentOptions = {
      keepAlive: true,
      maxSockets: options.maxSockets,
      maxFreeSockets: options.maxSockets,
      // A socket's own idle time: the agent closes free sockets by it and leaves busy ones alone.
      timeout: options.idleMs ?? 4_000,
      // Node's 250 ms is less than one round trip across an ocean.
      autoSelectFamilyAttemptTimeout: 1_000,
    };
    this.plainAgent = new http.Agent(agentOptions);
    this.secureAgent = new https.Agent(options.ca ? { ...agentOptions, ca: options.ca } : agentOptions);
  }

  /** @throws ExchangeFailure when no whole answer came. */
  run(call: HttpCall): Promise<HttpAnswer> {
    const { timeoutMs } = this.options;
    const mayLeave = leavePermission();
    return new Promise((resolve, reject) => {
      const request = this.open(call);
      let left = false;
      let settled = false;
      const settle = (end: () => void) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        end();
      };
      const fail = (code: string, reason: string) =>
        settle(() => {
          request.destroy();
          reject(new ExchangeFailure(code, reason, left));
        });
      const timer = setTimeout(
        () =>
          left
            ? fail('timeout', `no answer within ${timeoutMs} ms`)
            : fail('connect_timeout', `no connection within ${timeoutMs} ms`),
        timeoutMs,
      );

      request.on('socket', (socket) =>
        this.whenStanding(socket, call.url, () => {
          if (settled) return;
          if (!mayLeave()) return fail('withheld', 'it had become too late to send');
          left = true;
          request.end(call.body);
        }),
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? 'network_error';
        fail(code, error.message || code);
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES)
            fail('answer_too_large', `the answer is over ${MAX_ANSWER_BYTES} bytes`);
          else chunks.push(chunk);
        });
        response.on('error', (error: NodeJS.ErrnoException) =>
          fail(error.code ?? 'ECONNRESET', 'the answer was cut off'),
        );
        response.on('end', () =>
          settle(() =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          ),
        );
      });
    });
  }

  /** Closes the idle connections. */
  close(): void {
    this.plainAgent.destroy();
    this.secureAgent.destroy();
  }

  private open({ method, url, headers, body }: HttpCall): http.ClientRequest {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length } };
    try {
      return url.protocol === 'https:'
        ? https.request(url, { ...options, agent: this.secureAgent })
        : http.request(url, { ...options, agent: this.plainAgent });
    } catch (error) {
      // A header that HTTP cannot carry (a line break in a credential); Node names the header, not its value.
      throw new ExchangeFailure('invalid_request', (error as Error).message, false, { cause: error });
    }
  }

  private whenStanding(socket: Socket, url: URL, go: () => void): void {
    if (this.standing.has(socket)) return go();
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      this.standing.add(socket);
      go();
    });
  }
}
