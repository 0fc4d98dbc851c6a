import { connect } from 'node:net';
import request from 'supertest';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
});
afterAll(() => system.stop());

const get = (path: string) => request(system.url).get(path);

/** What a GET of this path, as it is written, is answered: clients tidy a path up before they send it. */
function statusOf(path: string): Promise<number> {
  const { hostname, port } = new URL(system.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(text.split(' ')[1])));
  });
}

describe('the console', () => {
  it('is a page that needs no key and takes no code and no style but its own', async () => {
    const { headers, text } = await get('/console/').expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(text).not.toMatch(/<style|style=|<script(?![^>]* src=)/);
  });

  it('has one page for all its views, and nothing but views', async () => {
    const { text } = await get('/console/').expect(200);
    const view = await get('/console/messages/0190b1de-0000-7000-8000-000000000000?status=failed').expect(
      200,
    );
    expect(view.text).toBe(text);
    expect((await get('/console/queues/message_queue%3Asms').expect(200)).text).toBe(text);
    await get('/console').expect(308).expect('Location', '/console/');
    for (const path of ['/console/assets/none.js', '/console/favicon.ico', '/consoles', '/messages'])
      await get(path).expect(404);
  });

  it('has files that browsers keep, compressed for those that can read it', async () => {
    const { text } = await get('/console/');
    const script = /href="(\/console\/assets\/libraries-[\w-]+\.js)"/.exec(text)?.[1] ?? '';
    const plain = await get(script).set('Accept-Encoding', 'identity').expect(200);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toMatch(/^text\/javascript/);
    const compressed = await get(script).set('Accept-Encoding', 'gzip, br').expect(200);
    expect(compressed.headers['content-encoding']).toBe('br');
    expect(compressed.headers.vary).toContain('Accept-Encoding');
    expect(Number(compressed.headers['content-length'])).toBeLessThan(
      Number(plain.headers['content-length']) / 2,
    );
  });

  it('is asked for again in vain while it has not changed', async () => {
    const { headers } = await get('/console/').expect(200);
    await get('/console/')
      .set('If-None-Match', headers.etag as string)
      .expect(304);
  });

  it.each([
    '/console/../package.json',
    '/console/assets/../../../package.json',
    '/console/%2e%2e/%2e%2e/package.json',
    '/console/..%2f..%2fpackage.json',
    '/console/assets/..%5c..%5cpackage.json',
    '/console//etc/passwd',
    '/console/.env',
    '/console/index.html.br',
    '/console/built-from.txt',
    '/console/%00',
    '/console/%',
  ])('shows nothing outside itself: %s', async (path) => {
    expect([400, 404]).toContain(await statusOf(path));
  });
});

describe('the root', () => {
  it('leads browsers to the console', async () => {
    const answer = await get('/').set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8').expect(302);
    expect(answer.headers.location).toBe('/console/');
    expect(answer.headers.vary).toContain('Accept');
  });

  it.each(['*/*', 'application/json'])('tells programs what this is (%s)', async (accept) => {
    const { body } = await get('/').set('Accept', accept).expect(200);
    expect(body).toMatchObject({ name: 'Sendstream', links: { console: '/console/', docs: '/docs' } });
    expect((body as { version: string }).version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
