import { withSendPermission } from './send-permission.js';
import { failure, HttpCalls, post } from './testing/http-calls.js';
import { json } from './testing/http-peer.js';
import { selfSigned } from './testing/self-signed.js';

const calls = new HttpCalls();

describe('before the request left', () => {
  it('a refused connection', async () => {
    const server = await calls.peer(() => undefined);
    const { url } = server;
    await server.close();
    expect(await failure(post(calls.client(), url))).toMatchObject({
      code: 'ECONNREFUSED',
      requestLeft: false,
    });
  });

  it('a name that does not resolve', async () => {
    const { code, requestLeft } = await failure(post(calls.client(), 'http://no-such-host.invalid/'));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code);
    expect(requestLeft).toBe(false);
  });

  it('a certificate nobody vouches for: the server sees no byte of the request', async () => {
    const server = await calls.peer((response) => json(response, 200, {}), selfSigned());
    const error = await failure(post(calls.client(), server.url));
    expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', requestLeft: false });
    expect(server.connections).toBe(1);
    expect(server.requests).toHaveLength(0);
  });

  it('a TLS handshake answered in plain text', async () => {
    const server = await calls.peer((response) => json(response, 200, {}));
    const error = await failure(post(calls.client(), server.url.replace('http:', 'https:')));
    expect(error.requestLeft).toBe(false);
    expect(server.requests).toHaveLength(0);
  });

  it('a TLS handshake that is cut off', async () => {
    const address = await calls.rawPeer((socket) => socket.once('data', () => socket.destroy()));
    expect(await failure(post(calls.client(), `https://${address}`))).toMatchObject({ requestLeft: false });
  });

  it('a TLS handshake that never ends', async () => {
    const address = await calls.rawPeer(() => undefined);
    const error = await failure(post(calls.client(), `https://${address}`, { timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'connect_timeout', requestLeft: false });
  });

  it('no free connection in time', async () => {
    const server = await calls.peer(() => undefined);
    const both = async () => {
      const http = calls.client({ maxSockets: 1 });
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
    const server = await calls.peer((response) => json(response, 200, {}));
    const http = calls.client();
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
    const call = post(calls.client(), 'http://127.0.0.1:9/', { headers });
    const error = await failure(call);
    expect(error).toMatchObject({ code: 'invalid_request', requestLeft: false });
    expect(error.message).not.toContain('secret');
  });
});

describe('after the request left', () => {
  it('no answer in time', async () => {
    const server = await calls.peer(() => undefined);
    const error = await failure(post(calls.client(), server.url, { timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'timeout', requestLeft: true });
    expect(server.requests).toHaveLength(1);
  });

  it('an answer that trickles past the time', async () => {
    const server = await calls.peer((response) => {
      response.writeHead(201);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await failure(post(calls.client(), server.url, { timeoutMs: 150 }))).toMatchObject({
      code: 'timeout',
      requestLeft: true,
    });
  });

  it('a connection cut in place of an answer', async () => {
    const server = await calls.peer((response) => response.destroy());
    expect(await failure(post(calls.client(), server.url))).toMatchObject({
      code: 'ECONNRESET',
      requestLeft: true,
    });
  });

  it('a connection cut within the answer', async () => {
    const server = await calls.peer((response) => {
      response.writeHead(201, { 'Content-Length': '100' });
      response.write('{"sid":', () => response.destroy());
    });
    expect(await failure(post(calls.client(), server.url))).toMatchObject({
      code: 'ECONNRESET',
      requestLeft: true,
    });
  });

  it('an answer that is not HTTP', async () => {
    const address = await calls.rawPeer((socket) =>
      socket.once('data', () => socket.end('220 smtp.example.org\r\n')),
    );
    const error = await failure(post(calls.client(), `http://${address}`));
    expect(error).toMatchObject({ requestLeft: true });
    expect(error.code).toMatch(/^HPE_/);
  });

  it('an answer without end', async () => {
    const server = await calls.peer((response) => {
      const fill = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024)));
      };
      response.on('drain', fill);
      fill();
    });
    expect(await failure(post(calls.client(), server.url))).toMatchObject({
      code: 'too_large',
      requestLeft: true,
    });
  });

  it('a kept connection that the server cuts when the next request comes', async () => {
    let called = 0;
    const server = await calls.peer((response) =>
      ++called === 1 ? json(response, 200, {}) : response.destroy(),
    );
    const http = calls.client();
    await post(http, server.url);
    expect(await failure(post(http, server.url))).toMatchObject({
      code: 'ECONNRESET',
      requestLeft: true,
    });
    expect(server.connections).toBe(1);
  });

  it('a redirect that is followed no further', async () => {
    const server = await calls.peer((response) => response.writeHead(302, { Location: '/' }).end());
    expect(await failure(post(calls.client(), server.url, { maxRedirects: 2 }))).toMatchObject({
      code: 'too_many_redirects',
      requestLeft: true,
    });
    expect(server.requests).toHaveLength(3);
  });
});
