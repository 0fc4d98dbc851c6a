import { connect } from 'node:net';
import request from 'supertest';
import { EMAIL, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    REQUEST_TIMEOUT_SECONDS: '1',
    CORS_ORIGINS: 'https://app.example.com,https://other.example.com',
  });
});
afterAll(() => system.stop());

/** Writes `text` to the api as it is, and answers everything that comes back until the connection closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(system.url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

describe('the limits of the edge', () => {
  it('takes a body of 256 kB, and not one byte more', async () => {
    const shell = JSON.stringify({ ...EMAIL, body: '', html: '' }).length;
    const body = 'b'.repeat(100_000);
    const html = 'h'.repeat(256 * 1024 - shell - body.length);
    await request(system.url)
      .post('/api/v1/messages/send')
      .send({ ...EMAIL, body, html })
      .expect(201);
    const answer = await request(system.url)
      .post('/api/v1/messages/send/')
      .send({ ...EMAIL, body, html: `${html}h` })
      .expect(413);
    expect(answer.body).toMatchObject({
      status: 413,
      errors: [{ field: 'body', reason: 'is too large: at most 262144 bytes are taken' }],
    });
  });

  it.each(['/api/v1/messages/batch', '/api/v1/messages/batch/', '/api/v1/messages/batch?a=b'])(
    'takes 4 MB at %s',
    async (path) => {
      const filled = (bytes: number) => request(system.url).post(path).type('json').send(padded(bytes));
      expect((await filled(4 * 1024 * 1024)).status).not.toBe(413);
      expect((await filled(4 * 1024 * 1024 + 1)).status).toBe(413);
    },
  );

  it('lets no request take longer to arrive than it may', async () => {
    const answer = await raw(
      'POST /api/v1/messages/send HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"detail":"The request did not arrive in time."');
  });

  it('refuses what is no HTTP, and headers without end, with a problem', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*no HTTP request/);
    const long = 'x'.repeat(20_000);
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${long}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 [^]*16 kB/);
  });

  it('lets the scripts of the origins that are set call, and no others', async () => {
    const from = (origin: string) =>
      request(system.url)
        .options('/api/v1/messages/send')
        .set('Origin', origin)
        .set('Access-Control-Request-Method', 'POST')
        .set('Access-Control-Request-Headers', 'authorization,content-type,idempotency-key');
    const allowed = await from('https://app.example.com').expect(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-headers': 'authorization,content-type,idempotency-key',
    });
    const other = await from('https://evil.example.com');
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers every path with a trailing slash as without', async () => {
    const { id } = (await request(system.url).post('/api/v1/messages/send/').send(SMS).expect(201)).body as {
      id: string;
    };
    for (const path of ['/health', '/live', '/ready', '/metrics', `/api/v1/messages/${id}`, '/docs']) {
      const answers = await Promise.all([path, `${path}/`].map((each) => request(system.url).get(each)));
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 200, 200]);
    }
  });
});

describe('without CORS_ORIGINS', () => {
  it('no script of another origin may call', async () => {
    const plain = await RunningSystem.start();
    try {
      const answer = await request(plain.url).get('/health').set('Origin', 'https://app.example.com');
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    } finally {
      await plain.stop();
    }
  });
});

/** A JSON document of so many bytes. */
function padded(bytes: number): string {
  const shell = '{"x":""}';
  return shell.replace('""', `"${'x'.repeat(bytes - shell.length)}"`);
}
