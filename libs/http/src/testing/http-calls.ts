import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { HttpCall } from '../http-call.js';
import { HttpClient, type HttpClientOptions } from '../http-client.js';
import { HttpFailure } from '../http-failure.js';
import { HttpPeer } from './http-peer.js';

export const MB = 1024 * 1024;
const LIMITS = { timeoutMs: 2_000, maxBytes: 8 * MB };

/** Clients and peers of a suite, closed after each test. */
export class HttpCalls {
  private readonly cleanups: (() => unknown)[] = [];

  /** To be called once, outside of tests. */
  constructor() {
    afterEach(async () => {
      for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
    });
  }

  client(options: HttpClientOptions = {}): HttpClient {
    const made = new HttpClient({ maxSockets: 10, ...options });
    this.cleanups.push(() => made.close());
    return made;
  }

  async peer(...args: Parameters<typeof HttpPeer.start>): Promise<HttpPeer> {
    const started = await HttpPeer.start(...args);
    this.cleanups.push(() => started.close());
    return started;
  }

  /** A bare TCP server, for what no HTTP server would do; answers its host and port. */
  async rawPeer(onSocket: (socket: net.Socket) => void): Promise<string> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.cleanups.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

export function post(http: HttpClient, url: string, more: Partial<HttpCall> = {}) {
  return http.call({
    ...{ ...LIMITS, method: 'POST', url: new URL(url), headers: { 'X-One': '1' }, body: 'hello' },
    ...more,
  });
}

export function download(http: HttpClient, url: string, more: Partial<HttpCall> = {}) {
  return http.download({ ...LIMITS, method: 'GET', url, ...more });
}

/** Why the call failed. @throws whatever is no HttpFailure. */
export async function failure(call: Promise<unknown>): Promise<HttpFailure> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof HttpFailure) return error;
  throw error;
}
