import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HttpCall } from './http-call.js';
import { HttpClient, type HttpClientOptions } from './http-client.js';
import { HttpFailure } from './http-failure.js';
import { HttpPeer, json } from './testing/http-peer.js';
import { withSendPermission } from './send-permission.js';
import { selfSigned } from './testing/self-signed.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function client(options: HttpClientOptions = {}): HttpClient {
  const made = new HttpClient({ maxSockets: 10, ...options });
  cleanups.push(() => made.close());
  return made;
}

async function peer(...args: Parameters<typeof HttpPeer.start>): Promise<HttpPeer> {
  const started = await HttpPeer.start(...args);
  cleanups.push(() => started.close());
  return started;
}

/** A bare TCP server, for what no HTTP server would do. */
async function rawPeer(onSocket: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const MB = 1024 * 1024;
const LIMITS = { timeoutMs: 2_000, maxBytes: 8 * MB };

function post(http: HttpClient, url: string, more: Partial<HttpCall> = {}) {
  return http.call({
    ...{ ...LIMITS, method: 'POST', url: new URL(url), headers: { 'X-One': '1' }, body: 'hello' },
    ...more,
  });
}

function download(http: HttpClient, url: string, more: Partial<HttpCall> = {}) {
  return http.download({ ...LIMITS, method: 'GET', url, ...more });
}

async function failure(call: Promise<unknown>): Promise<HttpFailure> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof HttpFailure) return error;
  throw error;
}

describe('HttpClient', () => {
  it('carries method, headers, body and the whole answer', async () => {
    const server = await peer((response) => json(response, 201, { ok: true }, { 'X-Two': '2' }));
    const answer = await post(client(), `${server.url}/path?a=b`, { body: 'größe' });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-two': '2' } });
    expect(answer.body.toString()).toBe('{"ok":true}');
    expect(server.requests).toMatchObject([
      { method: 'POST', url: '/path?a=b', body: 'größe', headers: { 'x-one': '1' } },
    ]);
  });

  it.each([['http'], ['https']])(
    'uses one %s connection for calls that follow each other',
    async (scheme) => {
      const identity = selfSigned();
      const server = await peer(
        (response) => json(response, 200, {}),
        scheme === 'https' ? identity : undefined,
      );
      const http = client({ ca: identity.cert });
      for (let call = 0; call < 5; call += 1) await post(http, server.url);
      expect(server.requests).toHaveLength(5);
      expect(server.connections).toBe(1);
    },
  );

  it('opens as many connections as allowed and no more; further calls wait for one', async () => {
    const server = await peer((response) => setImmediate(() => json(response, 200, {})));
    const http = client({ maxSockets: 3 });
    await Promise.all(Array.from({ length: 12 }, () => post(http, server.url)));
    expect(server.requests).toHaveLength(12);
    expect(server.connections).toBe(3);
  });

  it('does not hurry an answer that takes longer than the idle time of a connection', async () => {
    const server = await peer((response) => setTimeout(() => json(response, 200, {}), 150));
    const http = client({ idleMs: 30 });
    expect((await post(http, server.url)).status).toBe(200);
  });

  it('gives an unused connection up after the idle time', async () => {
    let gone: () => void;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const server = await peer((response) => {
      response.socket?.once('close', gone);
      json(response, 200, {});
    });
    const http = client({ idleMs: 30 });
    await post(http, server.url);
    await closed;
    await post(http, server.url);
    expect(server.connections).toBe(2);
  });

  describe('before the request left', () => {
    it('a refused connection', async () => {
      const server = await peer(() => undefined);
      const { url } = server;
      await server.close();
      expect(await failure(post(client(), url))).toMatchObject({
        code: 'ECONNREFUSED',
        requestLeft: false,
      });
    });

    it('a name that does not resolve', async () => {
      const { code, requestLeft } = await failure(post(client(), 'http://no-such-host.invalid/'));
      expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code);
      expect(requestLeft).toBe(false);
    });

    it('a certificate nobody vouches for: the server sees no byte of the request', async () => {
      const server = await peer((response) => json(response, 200, {}), selfSigned());
      const error = await failure(post(client(), server.url));
      expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', requestLeft: false });
      expect(server.connections).toBe(1);
      expect(server.requests).toHaveLength(0);
    });

    it('a TLS handshake answered in plain text', async () => {
      const server = await peer((response) => json(response, 200, {}));
      const error = await failure(post(client(), server.url.replace('http:', 'https:')));
      expect(error.requestLeft).toBe(false);
      expect(server.requests).toHaveLength(0);
    });

    it('a TLS handshake that is cut off', async () => {
      const address = await rawPeer((socket) => socket.once('data', () => socket.destroy()));
      expect(await failure(post(client(), `https://${address}`))).toMatchObject({ requestLeft: false });
    });

    it('a TLS handshake that never ends', async () => {
      const address = await rawPeer(() => undefined);
      const error = await failure(post(client(), `https://${address}`, { timeoutMs: 100 }));
      expect(error).toMatchObject({ code: 'connect_timeout', requestLeft: false });
    });

    it('no free connection in time', async () => {
      const server = await peer(() => undefined);
      const both = async () => {
        const http = client({ maxSockets: 1 });
        const call = () => failure(post(http, server.url, { timeoutMs: 100 }));
        return Promise.all([call(), call()]);
      };
      let [first, second] = await both();
      // On a busy machine the end of the one may free its connection just before the end of the other.
      for (let more = 0; more < 20 && second?.requestLeft; more += 1) [first, second] = await both();
      expect(first).toMatchObject({ code: 'timeout', requestLeft: true });
      expect(second).toMatchObject({ code: 'connect_timeout', requestLeft: false });
    });

    it.each([false, true])('no leave at the last moment, on a kept connection: %s', async (kept) => {
      const server = await peer((response) => json(response, 200, {}));
      const http = client();
      if (kept) await post(http, server.url);
      const withheld = withSendPermission(
        () => false,
        () => failure(post(http, server.url)),
      );
      expect(await withheld).toMatchObject({ code: 'withheld', requestLeft: false });
      expect(server.requests).toHaveLength(kept ? 1 : 0);
    });

    it('a header HTTP cannot carry; its value is not told', async () => {
      const headers = { Authorization: 'Bearer secret\nvalue' };
      const call = post(client(), 'http://127.0.0.1:9/', { headers });
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'invalid_request', requestLeft: false });
      expect(error.message).not.toContain('secret');
    });
  });

  describe('after the request left', () => {
    it('no answer in time', async () => {
      const server = await peer(() => undefined);
      const error = await failure(post(client(), server.url, { timeoutMs: 100 }));
      expect(error).toMatchObject({ code: 'timeout', requestLeft: true });
      expect(server.requests).toHaveLength(1);
    });

    it('an answer that trickles past the time', async () => {
      const server = await peer((response) => {
        response.writeHead(201);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      });
      expect(await failure(post(client(), server.url, { timeoutMs: 150 }))).toMatchObject({
        code: 'timeout',
        requestLeft: true,
      });
    });

    it('a connection cut in place of an answer', async () => {
      const server = await peer((response) => response.destroy());
      expect(await failure(post(client(), server.url))).toMatchObject({
        code: 'ECONNRESET',
        requestLeft: true,
      });
    });

    it('a connection cut within the answer', async () => {
      const server = await peer((response) => {
        response.writeHead(201, { 'Content-Length': '100' });
        response.write('{"sid":', () => response.destroy());
      });
      expect(await failure(post(client(), server.url))).toMatchObject({
        code: 'ECONNRESET',
        requestLeft: true,
      });
    });

    it('an answer that is not HTTP', async () => {
      const address = await rawPeer((socket) =>
        socket.once('data', () => socket.end('220 smtp.example.org\r\n')),
      );
      const error = await failure(post(client(), `http://${address}`));
      expect(error).toMatchObject({ requestLeft: true });
      expect(error.code).toMatch(/^HPE_/);
    });

    it('an answer without end', async () => {
      const server = await peer((response) => {
        const fill = () => {
          while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024)));
        };
        response.on('drain', fill);
        fill();
      });
      expect(await failure(post(client(), server.url))).toMatchObject({
        code: 'too_large',
        requestLeft: true,
      });
    });

    it('a kept connection that the server cuts when the next request comes', async () => {
      let calls = 0;
      const server = await peer((response) => (++calls === 1 ? json(response, 200, {}) : response.destroy()));
      const http = client();
      await post(http, server.url);
      expect(await failure(post(http, server.url))).toMatchObject({
        code: 'ECONNRESET',
        requestLeft: true,
      });
      expect(server.connections).toBe(1);
    });

    it('a redirect that is followed no further', async () => {
      const server = await peer((response) => response.writeHead(302, { Location: '/' }).end());
      expect(await failure(post(client(), server.url, { maxRedirects: 2 }))).toMatchObject({
        code: 'too_many_redirects',
        requestLeft: true,
      });
      expect(server.requests).toHaveLength(3);
    });
  });

  describe('a download', () => {
    it('arrives as it is read, no faster', async () => {
      const size = 32 * MB;
      let written = 0;
      const server = await peer((response) => {
        const fill = () => {
          while (written < size) {
            written += MB;
            if (!response.write(Buffer.alloc(MB))) return void response.once('drain', fill);
          }
          response.end();
        };
        fill();
      });
      const { status, content } = await download(client(), server.url, { maxBytes: size });
      expect(status).toBe(200);
      expect(written).toBeLessThan(size);
      let read = 0;
      for await (const chunk of content) read += (chunk as Buffer).length;
      expect(read).toBe(size);
    });

    it('follows redirects with everything but its credentials', async () => {
      const server = await peer((response, { url }) => {
        if (url === '/file') response.end('it');
        else response.writeHead(307, { Location: '/file' }).end();
      });
      const headers = { Authorization: 'Basic x', Accept: 'image/*' };
      const { url, content } = await download(client(), server.url, { headers, maxRedirects: 1 });
      expect([url.pathname, await text(content)]).toEqual(['/file', 'it']);
      expect(server.requests.map((seen) => [seen.headers.authorization, seen.headers.accept])).toEqual([
        ['Basic x', 'image/*'],
        [undefined, 'image/*'],
      ]);
    });

    it('asks only where it may', async () => {
      const elsewhere = await peer((response) => response.end('secret'));
      const server = await peer((response) => response.writeHead(302, { Location: elsewhere.url }).end());
      const permitsUrl = ({ origin }: URL) => origin === server.url;
      const call = download(client(), server.url, { permitsUrl, maxRedirects: 3 });
      expect(await failure(call)).toMatchObject({ code: 'refused_url' });
      expect(elsewhere.requests).toHaveLength(0);
    });

    it.each<[string, Partial<HttpCall>]>([
      ['too_large', { maxBytes: 10_000 }],
      ['timeout', { timeoutMs: 150 }],
      ['too_slow', { slowest: { bytesPerSecond: 10 * MB, afterMs: 100 } }],
      ['no_room', { admit: () => false }],
    ])('ends in the middle: %s', async (code, limits) => {
      const server = await peer((response) => {
        const drip = setInterval(() => response.write(Buffer.alloc(2_000)), 10);
        response.on('close', () => clearInterval(drip));
      });
      const { content } = await download(client(), server.url, limits);
      expect(await failure(text(content))).toMatchObject({ code, requestLeft: true });
    });

    it('breaks off where its connection does, and where its reader does', async () => {
      const cut = await peer((response) => response.write('x', () => response.destroy()));
      const { content } = await download(client(), cut.url);
      expect(await failure(text(content))).toMatchObject({ code: 'ECONNRESET', requestLeft: true });
      let closed: () => void;
      const gone = new Promise<void>((resolve) => (closed = resolve));
      const endless = await peer((response) => response.once('close', closed).write('x'));
      (await download(client(), endless.url)).content.destroy();
      await gone;
    });
  });

  it('calls again when a kept connection was being closed, only where that does no harm', async () => {
    for (const callAgain of [true, false]) {
      let calls = 0;
      const server = await peer((response) =>
        ++calls === 2 ? response.socket?.resetAndDestroy() : json(response, 200, {}),
      );
      const http = client({ callAgain });
      await post(http, server.url);
      const second = await post(http, server.url).catch((error: HttpFailure) => error.code);
      expect(second).toEqual(callAgain ? expect.objectContaining({ status: 200 }) : 'ECONNRESET');
    }
  });
});
