import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, ConnectionError, createClient } from './index.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const MESSAGE = { type: 'sms' as const, from: '+15551234567', to: '+15559876543', body: 'Hello' };

let answers: Answer[] = [];
let seen: { method?: string; key?: string; authorization?: string; body: string }[] = [];

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { authorization, 'idempotency-key': key } = request.headers;
  seen.push({ method: request.method, key: key as string, authorization, body });
  (answers.shift() ?? accepted)(request, response);
});
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());
beforeEach(() => {
  answers = [];
  seen = [];
});

const client = (more: object = {}) =>
  createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    apiKey: 'key-1',
    timeoutMs: 5_000,
    ...more,
  });

const accepted: Answer = (_, response) => json(response, 201, { id: 'message-1' });
const gone: Answer = (request) => request.socket.destroy();
const cutShort: Answer = (request, response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":', () => request.socket.destroy());
};
const problem =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    json(response, status, { type: 'about:blank', title: 'T', status, detail: 'D', errors: [] }, headers);

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
}

describe('a send', () => {
  it.each([
    ['the connection breaks', gone],
    ['the answer breaks off', cutShort],
    ['the rate limit is used up', problem(429, { 'retry-after': '0' })],
    ['the store is away', problem(503)],
    ['the same key is being worked on', problem(409, { 'retry-after': '0' })],
    ['a gateway has no answer', problem(504)],
  ])('is made again under the same key when %s', async (_, failure) => {
    answers = [failure, failure];
    expect(await client().messages.send(MESSAGE)).toEqual({ id: 'message-1' });
    expect(seen).toHaveLength(3);
    expect(seen[0]).toMatchObject({ method: 'POST', authorization: 'Bearer key-1' });
    expect(seen[0]?.key).toMatch(/^[\w-]{36}$/);
    expect(new Set(seen.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
  });

  it('has a key of its own, or the one that the caller gives', async () => {
    await client().messages.send(MESSAGE);
    await client().messages.send(MESSAGE);
    await client().messages.send(MESSAGE, { idempotencyKey: 'order-7' });
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3);
    expect(seen[2]?.key).toBe('order-7');
  });

  it('is not made again when it was refused, and says why', async () => {
    answers = [
      (_, response) =>
        json(response, 422, {
          type: 'about:blank',
          title: 'Unprocessable Entity',
          status: 422,
          detail: 'to is wrong',
          errors: [{ field: 'to', reason: 'is wrong' }],
        }),
    ];
    const error = await client()
      .messages.send(MESSAGE)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      message: '422 Unprocessable Entity: to is wrong',
      fieldErrors: [{ field: 'to', reason: 'is wrong' }],
    });
    expect(seen).toHaveLength(1);
  });

  it('is given up after so many attempts, with the last reason', async () => {
    answers = [gone, gone, gone];
    await expect(client({ retries: 2 }).messages.send(MESSAGE)).rejects.toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(3);
    answers = [problem(503), problem(503)];
    await expect(client({ retries: 1 }).messages.send(MESSAGE)).rejects.toMatchObject({ status: 503 });
  });

  it('does not wait longer than the caller wants to', async () => {
    answers = [problem(429, { 'retry-after': '3600' })];
    await expect(client().messages.send(MESSAGE)).rejects.toMatchObject({
      status: 429,
      retryAfterSeconds: 3_600,
    });
    expect(seen).toHaveLength(1);
  });

  it('waits as long as the service asks', async () => {
    answers = [problem(503, { 'retry-after': '1' })];
    const startedAt = performance.now();
    await client().messages.send(MESSAGE);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(995);
  });

  it('ends when the caller says so', async () => {
    answers = [problem(503, { 'retry-after': '20' })];
    const signal = AbortSignal.timeout(200);
    await expect(client().messages.send(MESSAGE, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toHaveLength(1);
  });

  it('takes silence for no answer', async () => {
    answers = [() => undefined];
    expect(await client({ timeoutMs: 200 }).messages.send(MESSAGE)).toEqual({ id: 'message-1' });
    expect(seen).toHaveLength(2);
  });
});

describe('what is not safe to repeat', () => {
  it('is made once when nobody says whether it was done', async () => {
    answers = [gone];
    await expect(client().messages.retry('message-1')).rejects.toBeInstanceOf(ConnectionError);
    expect(seen).toHaveLength(1);
  });

  it('is made again after a refusal that says that nothing was done', async () => {
    answers = [problem(503)];
    expect(await client().messages.retry('message-1')).toEqual({ id: 'message-1' });
  });
});

describe('a read', () => {
  it('is made again whatever happened', async () => {
    answers = [gone, problem(502)];
    expect(await client().messages.get('message-1')).toEqual({ id: 'message-1' });
  });

  it("tells a proxy's page as a problem too", async () => {
    answers = [(_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html>')];
    await expect(client().messages.get('message-1')).rejects.toMatchObject({
      status: 404,
      problem: { title: 'Not Found', status: 404 },
    });
  });
});
