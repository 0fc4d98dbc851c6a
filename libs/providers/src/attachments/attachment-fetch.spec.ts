import { GuardedHttp } from '#http';
import { HttpPeer, type SeenRequest } from '../../../http/src/testing/http-peer.js';
import { ProviderError } from '../provider-errors.js';
import { AttachmentFetch, type AttachmentFetchOptions, NoCapacityError } from './attachment-fetch.js';
import type { ServerResponse } from 'node:http';

const MB = 1024 * 1024;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function peer(answer: (response: ServerResponse, request: SeenRequest) => void): Promise<HttpPeer> {
  const started = await HttpPeer.start(answer);
  cleanups.push(() => started.close());
  return started;
}

function fetcher(
  options: Partial<AttachmentFetchOptions> = {},
  allowPrivateNetworks = true,
): AttachmentFetch {
  const http = new GuardedHttp({ allowPrivateNetworks });
  cleanups.push(() => http.close());
  return new AttachmentFetch(http, { memoryBytes: 64 * MB, timeoutMs: 10_000, ...options });
}

const file =
  (bytes: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(200, { 'Content-Length': String(bytes), ...headers }).end(Buffer.alloc(bytes, 'x'));

async function failure(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof NoCapacityError) return ['NoCapacityError'];
  if (error instanceof ProviderError) return [error.name, error.code];
  throw error;
}

describe('AttachmentFetch', () => {
  it('brings all files in order, with what they are', async () => {
    const server = await peer((response, { url }) =>
      setTimeout(
        () => file(Number(url.slice(1)), { 'Content-Type': 'Text/Plain; charset=utf-8' })(response),
        url === '/3' ? 50 : 0,
      ),
    );
    const fetch = fetcher();
    const room = fetch.lease();
    const files = await fetch.fetch([`${server.url}/3`, `${server.url}/5`], room);
    expect(files).toEqual([
      { filename: '3.txt', contentType: 'text/plain', size: 3, content: 'eHh4' },
      { filename: '5.txt', contentType: 'text/plain', size: 5, content: 'eHh4eHg=' },
    ]);
    expect(room.size).toBe(8);
  });

  it.each<[Record<string, string>, string, string, string]>([
    [{ 'Content-Disposition': 'attachment; filename="bill.pdf"' }, '/x', 'bill.pdf', 'application/pdf'],
    [
      { 'Content-Disposition': "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf" },
      '/x',
      'größe.pdf',
      'application/pdf',
    ],
    [
      { 'Content-Disposition': 'attachment; filename="../../etc/passwd"' },
      '/x',
      'passwd',
      'application/octet-stream',
    ],
    [{ 'Content-Disposition': 'attachment; filename="' }, '/bill.pdf', 'bill.pdf', 'application/pdf'],
    [{ 'Content-Type': 'application/pdf' }, '/bills/4711?key=1', '4711.pdf', 'application/pdf'],
    [{ 'Content-Type': 'nonsense' }, '/a%20picture.png', 'a picture.png', 'image/png'],
    [{ 'Content-Type': 'image/png' }, '/', 'attachment-1.png', 'image/png'],
    [{}, '/', 'attachment-1', 'application/octet-stream'],
    [{}, '/%E0%A4%A', '%E0%A4%A', 'application/octet-stream'],
  ])('names a file by %j at %s: %s', async (headers, path, filename, contentType) => {
    const server = await peer(file(1, headers));
    const fetch = fetcher();
    const [fetched] = await fetch.fetch([server.url + path], fetch.lease());
    expect(fetched).toMatchObject({ filename, contentType });
  });

  it.each([
    '',
    'UTF-8',
    'utf8',
    'base64',
    'binary',
    'none',
    'Identity',
    '8bit',
    'aws-chunked',
    'x, ,y',
    'gzipped',
  ])('takes what says it is encoded as "%s" as it is', async (coding) => {
    const server = await peer(file(3, { 'Content-Encoding': coding }));
    const fetch = fetcher();
    const [fetched] = await fetch.fetch([server.url], fetch.lease());
    expect(fetched?.content).toBe('eHh4');
  });

  it.each([
    ['text/calendar; method=REQUEST', 'text/calendar; method=REQUEST'],
    ['Text/Calendar; Method="REPLY"', 'text/calendar; method=REPLY'],
    ['text/calendar;charset=utf-8;METHOD=cancel;name=a.ics', 'text/calendar; method=CANCEL'],
    ['text/calendar; charset="utf-8"; boundary=x', 'text/calendar'],
    ['text/calendar; name="a; method=REQUEST"', 'text/calendar'],
    ['text/calendar; method=', 'text/calendar'],
    ['text/calendar; method="RE; charset=x"', 'text/calendar'],
    ['text/plain; method=REQUEST', 'text/plain'],
  ])('keeps of the type %s: %s', async (served, contentType) => {
    const server = await peer(file(1, { 'Content-Type': served }));
    const fetch = fetcher();
    const [fetched] = await fetch.fetch([server.url], fetch.lease());
    expect(fetched).toMatchObject({ contentType });
  });

  it.each([
    [404, 'PermanentError'],
    [410, 'PermanentError'],
    [401, 'PermanentError'],
    [304, 'PermanentError'],
    [408, 'RetryableError'],
    [425, 'RetryableError'],
    [429, 'RetryableError'],
    [500, 'RetryableError'],
    [503, 'RetryableError'],
  ])('%i is a %s', async (status, name) => {
    const server = await peer((response) => response.writeHead(status).end());
    const fetch = fetcher();
    expect(await failure(fetch.fetch([server.url], fetch.lease()))).toEqual([name, 'attachment_unavailable']);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['is silent', () => undefined, 'RetryableError'],
    ['breaks off', (response) => response.destroy(), 'RetryableError'],
    ['is empty', (response) => response.end(), 'PermanentError'],
    ['is compressed all the same', file(5, { 'Content-Encoding': 'gzip' }), 'PermanentError'],
    ['is compressed and mislabelled', file(5, { 'Content-Encoding': 'utf-8, X-GZIP' }), 'PermanentError'],
    ['is compressed in a new way', file(5, { 'Content-Encoding': 'zstd' }), 'PermanentError'],
    ['redirects for ever', (response) => response.writeHead(302, { Location: '/' }).end(), 'PermanentError'],
  ])('one that %s', async (_, answer, name) => {
    const server = await peer(answer);
    const fetch = fetcher({ timeoutMs: 200 });
    expect(await failure(fetch.fetch([server.url], fetch.lease()))).toEqual([name, 'attachment_unavailable']);
  });

  it('a name that does not resolve may do so later', async () => {
    const fetch = fetcher();
    const call = fetch.fetch(['http://no-such-host.invalid/'], fetch.lease());
    expect(await failure(call)).toEqual(['RetryableError', 'attachment_unavailable']);
  });

  it('nothing inside a private network, nor by a redirect', async () => {
    const server = await peer(file(1));
    const fetch = fetcher({}, false);
    for (const url of [
      server.url,
      'http://169.254.169.254/',
      'http://localhost/',
      'http://0x7f.1/',
      'http://[::1]/',
    ])
      expect(await failure(fetch.fetch([url], fetch.lease()))).toEqual([
        'PermanentError',
        'attachment_refused',
      ]);
    expect(server.connections).toBe(0);
  });

  it('20 MB in all, declared or not, and no more', async () => {
    const declared = await peer(file(11 * MB));
    const streamed = await peer((response) => {
      response.write(Buffer.alloc(11 * MB));
      response.end();
    });
    const fetch = fetcher();
    for (const { url } of [declared, streamed]) {
      const room = fetch.lease();
      expect(await fetch.fetch([url], room)).toMatchObject([{ size: 11 * MB }]);
      room.release();
      const call = fetch.fetch([`${url}/1`, `${url}/2`], room);
      expect(await failure(call)).toEqual(['PermanentError', 'attachment_too_large']);
      room.release();
    }
    const huge = await peer(file(21 * MB));
    expect(await failure(fetch.fetch([huge.url], fetch.lease()))).toEqual([
      'PermanentError',
      'attachment_too_large',
    ]);
  });

  it('keeps so many bytes in hand over all messages; who finds none free is told so', async () => {
    const server = await peer(file(15 * MB));
    const fetch = fetcher({ memoryBytes: 40 * MB });
    const rooms = Array.from({ length: 4 }, () => fetch.lease());
    const ends = await Promise.allSettled(rooms.map((room) => fetch.fetch([server.url], room)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(NoCapacityError);
    for (const room of rooms) room.release();
    expect(await fetch.fetch([server.url, `${server.url}/?`].slice(0, 1), fetch.lease())).toHaveLength(1);
  });
});
