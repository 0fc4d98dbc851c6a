import { text } from 'node:stream/consumers';
import type { HttpCall } from './http-call.js';
import { download, failure, HttpCalls, MB } from './testing/http-calls.js';

const calls = new HttpCalls();

describe('a download', () => {
  it('arrives as it is read, no faster', async () => {
    const size = 32 * MB;
    let written = 0;
    const server = await calls.peer((response) => {
      const fill = () => {
        while (written < size) {
          written += MB;
          if (!response.write(Buffer.alloc(MB))) return void response.once('drain', fill);
        }
        response.end();
      };
      fill();
    });
    const { status, content } = await download(calls.client(), server.url, { maxBytes: size });
    expect(status).toBe(200);
    expect(written).toBeLessThan(size);
    let read = 0;
    for await (const chunk of content) read += (chunk as Buffer).length;
    expect(read).toBe(size);
  });

  it('follows redirects with everything but its credentials', async () => {
    const server = await calls.peer((response, { url }) => {
      if (url === '/file') response.end('it');
      else response.writeHead(307, { Location: '/file' }).end();
    });
    const headers = { Authorization: 'Basic x', Accept: 'image/*' };
    const { url, content } = await download(calls.client(), server.url, { headers, maxRedirects: 1 });
    expect([url.pathname, await text(content)]).toEqual(['/file', 'it']);
    expect(server.requests.map((seen) => [seen.headers.authorization, seen.headers.accept])).toEqual([
      ['Basic x', 'image/*'],
      [undefined, 'image/*'],
    ]);
  });

  it('asks only where it may', async () => {
    const elsewhere = await calls.peer((response) => response.end('secret'));
    const server = await calls.peer((response) => response.writeHead(302, { Location: elsewhere.url }).end());
    const permitsUrl = ({ origin }: URL) => origin === server.url;
    const call = download(calls.client(), server.url, { permitsUrl, maxRedirects: 3 });
    expect(await failure(call)).toMatchObject({ code: 'refused_url' });
    expect(elsewhere.requests).toHaveLength(0);
  });

  it.each<[string, Partial<HttpCall>]>([
    ['too_large', { maxBytes: 10_000 }],
    ['timeout', { timeoutMs: 150 }],
    ['too_slow', { slowest: { bytesPerSecond: 10 * MB, afterMs: 100 } }],
    ['no_room', { admit: () => false }],
  ])('ends in the middle: %s', async (code, limits) => {
    const server = await calls.peer((response) => {
      const drip = setInterval(() => response.write(Buffer.alloc(2_000)), 10);
      response.on('close', () => clearInterval(drip));
    });
    const { content } = await download(calls.client(), server.url, limits);
    expect(await failure(text(content))).toMatchObject({ code, requestLeft: true });
  });

  it('breaks off where its connection does, and where its reader does', async () => {
    const cut = await calls.peer((response) => response.write('x', () => response.destroy()));
    const { content } = await download(calls.client(), cut.url);
    expect(await failure(text(content))).toMatchObject({ code: 'ECONNRESET', requestLeft: true });
    let closed: () => void;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    const endless = await calls.peer((response) => response.once('close', closed).write('x'));
    (await download(calls.client(), endless.url)).content.destroy();
    await gone;
  });
});
