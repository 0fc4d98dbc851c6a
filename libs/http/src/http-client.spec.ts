import { HttpFailure } from './http-failure.js';
import { HttpCalls, post } from './testing/http-calls.js';
import { json } from './testing/http-peer.js';
import { selfSigned } from './testing/self-signed.js';

const calls = new HttpCalls();

describe('HttpClient', () => {
  it('carries method, headers, body and the whole answer', async () => {
    const server = await calls.peer((response) => json(response, 201, { ok: true }, { 'X-Two': '2' }));
    const answer = await post(calls.client(), `${server.url}/path?a=b`, { body: 'größe' });
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
      const server = await calls.peer(
        (response) => json(response, 200, {}),
        scheme === 'https' ? identity : undefined,
      );
      const http = calls.client({ ca: identity.cert });
      for (let call = 0; call < 5; call += 1) await post(http, server.url);
      expect(server.requests).toHaveLength(5);
      expect(server.connections).toBe(1);
    },
  );

  it('opens as many connections as allowed and no more; further calls wait for one', async () => {
    const server = await calls.peer((response) => setImmediate(() => json(response, 200, {})));
    const http = calls.client({ maxSockets: 3 });
    await Promise.all(Array.from({ length: 12 }, () => post(http, server.url)));
    expect(server.requests).toHaveLength(12);
    expect(server.connections).toBe(3);
  });

  it('does not hurry an answer that takes longer than the idle time of a connection', async () => {
    const server = await calls.peer((response) => setTimeout(() => json(response, 200, {}), 150));
    const http = calls.client({ idleMs: 30 });
    expect((await post(http, server.url)).status).toBe(200);
  });

  it('gives an unused connection up after the idle time', async () => {
    let gone: () => void;
    const closed = new Promise<void>((resolve) => (gone = resolve));
    const server = await calls.peer((response) => {
      response.socket?.once('close', gone);
      json(response, 200, {});
    });
    const http = calls.client({ idleMs: 30 });
    await post(http, server.url);
    await closed;
    await post(http, server.url);
    expect(server.connections).toBe(2);
  });

  it('calls again when a kept connection was being closed, only where that does no harm', async () => {
    for (const callAgain of [true, false]) {
      let called = 0;
      const server = await calls.peer((response) =>
        ++called === 2 ? response.socket?.resetAndDestroy() : json(response, 200, {}),
      );
      const http = calls.client({ callAgain });
      await post(http, server.url);
      const second = await post(http, server.url).catch((error: HttpFailure) => error.code);
      expect(second).toEqual(callAgain ? expect.objectContaining({ status: 200 }) : 'ECONNRESET');
    }
  });
});
