import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { GuardedHttp, type GuardedHttpOptions } from './guarded-http.js';
import type { HttpCall } from './http-call.js';
import { HttpFailure } from './http-failure.js';
import { selfSigned } from './testing/self-signed.js';
import { HttpPeer, json } from './testing/http-peer.js';

/** Stand for the internet and for what is behind the door: a machine has all of 127/8. */
const OUTSIDE = '127.0.0.2';
const INSIDE = '127.0.0.1';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

type Answerer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Servers on both addresses, on one port; `inside` counts who got through. */
async function twoWorlds(answer: Answerer) {
  const outside = http.createServer(answer);
  const inside = http.createServer((_, response) => response.end('secret'));
  for (const server of [outside, inside])
    cleanups.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
  const world = { port: await samePort(outside, inside), inside: 0, outside: 0 };
  inside.on('connection', () => (world.inside += 1));
  outside.on('connection', () => (world.outside += 1));
  return world;
}

/** A port that is free outside may be taken inside; then another one is tried. */
async function samePort(outside: http.Server, inside: http.Server): Promise<number> {
  for (;;) {
    const { port } = await listening(outside, 0, OUTSIDE);
    const taken = await listening(inside, port, INSIDE).catch((error: Error) => error);
    if (!(taken instanceof Error)) return port;
    await new Promise((resolve) => outside.close(resolve));
  }
}

async function listening(server: http.Server, port: number, host: string): Promise<AddressInfo> {
  server.listen(port, host);
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

function guarded(options: Partial<GuardedHttpOptions> = {}): GuardedHttp {
  const client = new GuardedHttp({
    allowPrivateNetworks: false,
    permits: (address) => address === OUTSIDE,
    resolve: async () => [OUTSIDE],
    ...options,
  });
  cleanups.push(() => client.close());
  return client;
}

const get = (url: string, more: Partial<HttpCall> = {}): HttpCall => ({
  method: 'GET',
  url,
  timeoutMs: 10_000,
  maxBytes: 1_000,
  longer: 'cut',
  maxRedirects: 0,
  ...more,
});

async function failure(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof HttpFailure) return error.code;
  throw error;
}

describe('GuardedHttp', () => {
  it('calls what may be called, by the address its name resolved to', async () => {
    const world = await twoWorlds((request, response) => response.end(request.headers.host));
    const answer = await guarded().call(get(`http://shop.example:${world.port}/`));
    expect([answer.status, answer.body.toString()]).toEqual([200, `shop.example:${world.port}`]);
  });

  it('refuses a name that resolves into a private network', async () => {
    const world = await twoWorlds((_, response) => response.end());
    const client = guarded({ resolve: async () => [INSIDE] });
    expect(await failure(client.call(get(`http://intranet.example:${world.port}/`)))).toBe('refused_address');
    expect(world.inside).toBe(0);
  });

  it('refuses a name with one private address among public ones', async () => {
    const world = await twoWorlds((_, response) => response.end());
    for (const addresses of [
      [OUTSIDE, INSIDE],
      [INSIDE, OUTSIDE],
    ]) {
      const client = guarded({ resolve: async () => addresses });
      expect(await failure(client.call(get(`http://mixed.example:${world.port}/`)))).toBe('refused_address');
    }
    expect(world.inside).toBe(0);
  });

  it('a name that changes its answer leads nowhere (rebinding)', async () => {
    const world = await twoWorlds((_, response) => response.writeHead(200, { Connection: 'close' }).end());
    let asked = 0;
    const client = guarded({ resolve: async () => [(asked += 1) % 2 === 1 ? OUTSIDE : INSIDE] });
    const url = `http://rebinding.example:${world.port}/`;
    const outcomes: unknown[] = [];
    for (let call = 0; call < 6; call += 1)
      outcomes.push(
        await client.call(get(url)).then(
          ({ status }) => status,
          (error: HttpFailure) => error.code,
        ),
      );
    // One look-up per connection: what was checked is what was connected to.
    expect(outcomes).toEqual([200, 'refused_address', 200, 'refused_address', 200, 'refused_address']);
    expect([asked, world.inside, world.outside]).toEqual([6, 0, 3]);
  });

  it('looks at the address of the connection itself before it writes', async () => {
    const world = await twoWorlds((_, response) => response.end());
    // A rule that changes its mind between look-up and connection.
    let seen = 0;
    const client = guarded({ permits: () => (seen += 1) === 1 });
    expect(await failure(client.call(get(`http://late.example:${world.port}/`)))).toBe('refused_address');
  });

  it.each([
    ['to a private address', (port: number) => `http://${INSIDE}:${port}/`],
    ['to its decimal form', (port: number) => `http://2130706433:${port}/`],
    ['to a private name', (port: number) => `http://intranet.example:${port}/`],
    ['to localhost', (port: number) => `http://localhost:${port}/`],
  ])('refuses a redirect %s', async (_, target) => {
    const world = await twoWorlds((_request, response) =>
      response.writeHead(302, { Location: target(world.port) }).end(),
    );
    const resolve = async (name: string) => [name === 'intranet.example' ? INSIDE : OUTSIDE];
    const call = guarded({ resolve }).call(get(`http://shop.example:${world.port}/`, { maxRedirects: 3 }));
    expect(await failure(call)).toBe('refused_address');
    expect(world.inside).toBe(0);
  });

  it('refuses a redirect to another scheme or to credentials', async () => {
    for (const target of ['file:///etc/passwd', 'http://user:password@shop.example/']) {
      const world = await twoWorlds((_, response) => response.writeHead(301, { Location: target }).end());
      const call = guarded().call(get(`http://shop.example:${world.port}/`, { maxRedirects: 3 }));
      expect(await failure(call)).toBe('refused_url');
    }
  });

  it('follows redirects so far and no further, and not at all where none are allowed', async () => {
    const world = await twoWorlds((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end('there');
      else response.writeHead(307, { Location: `/${left - 1}` }).end();
    });
    const url = (hops: number) => `http://shop.example:${world.port}/${hops}`;
    const client = guarded();
    expect((await client.call(get(url(3), { maxRedirects: 3 }))).body.toString()).toBe('there');
    expect(await failure(client.call(get(url(4), { maxRedirects: 3 })))).toBe('too_many_redirects');
    expect((await client.call(get(url(1)))).status).toBe(307);
  });

  it('reads so much and no more', async () => {
    const world = await twoWorlds((_, response) => {
      const fill = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 'x')));
      };
      response.on('drain', fill);
      fill();
    });
    const url = `http://shop.example:${world.port}/`;
    const { status, body } = await guarded().call(get(url));
    expect([status, body.length]).toEqual([200, 1_000]);
    expect(await failure(guarded().call(get(url, { longer: 'fail' })))).toBe('too_large');
    expect(await failure(guarded().call(get(url, { admit: () => false })))).toBe('no_room');
  });

  it('ends in time, whatever takes long', async () => {
    const silent = await twoWorlds(() => undefined);
    const dripping = await twoWorlds((_, response) => {
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const circling = await twoWorlds((_, response) => response.writeHead(302, { Location: '/' }).end());
    for (const { port } of [silent, dripping]) {
      const call = guarded().call(get(`http://shop.example:${port}/`, { timeoutMs: 150 }));
      expect(await failure(call)).toBe('timeout');
    }
    const slow = { timeoutMs: 5_000, slowest: { bytesPerSecond: 1_000, afterMs: 100 } };
    expect(await failure(guarded().call(get(`http://shop.example:${dripping.port}/`, slow)))).toBe(
      'too_slow',
    );
    const names = guarded({ resolve: () => new Promise(() => undefined) });
    expect(await failure(names.call(get(`http://slow.example/`, { timeoutMs: 100 })))).toBe(
      'connect_timeout',
    );
    const url = `http://shop.example:${circling.port}/`;
    expect(await failure(guarded().call(get(url, { timeoutMs: 100, maxRedirects: 1e9 })))).toBe('timeout');
  });

  it('calls again at once when the other side had closed the idle connection', async () => {
    let requests = 0;
    const world = await twoWorlds((request, response) => {
      requests += 1;
      if (requests === 2) request.socket.resetAndDestroy();
      else response.end(String(requests));
    });
    const client = guarded();
    const url = `http://shop.example:${world.port}/`;
    await client.call(get(url));
    expect((await client.call(get(url))).body.toString()).toBe('3');
  });

  it('says what the network said', async () => {
    const client = guarded({
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    expect(await failure(client.call(get('http://gone.example/')))).toBe('ENOTFOUND');
    expect(await failure(guarded().call(get('http://shop.example:1026/')))).toBe('ECONNREFUSED');
  });

  it('posts over TLS, to a peer whose certificate is good', async () => {
    const identity = selfSigned();
    const peer = await HttpPeer.start((response) => json(response, 200, { ok: true }), identity);
    cleanups.push(() => peer.close());
    const call = get(peer.url, { method: 'POST', body: 'größe', httpsOnly: true });
    const trusting = guarded({ allowPrivateNetworks: true, ca: identity.cert });
    for (let count = 0; count < 2; count += 1) expect((await trusting.call(call)).status).toBe(200);
    expect(peer.requests[0]).toMatchObject({ method: 'POST', body: 'größe' });
    expect(peer.connections).toBe(1);
    expect(await failure(guarded({ allowPrivateNetworks: true }).call(call))).toBe(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    expect(await failure(trusting.call(get('http://127.0.0.1/', { httpsOnly: true })))).toBe('refused_url');
  });
});
