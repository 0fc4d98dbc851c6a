import http from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { EMAIL, MMS, reaches, send, timeline } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const MB = 1024 * 1024;
const PDF = Buffer.from('%PDF-1.7 a bill');

let system: RunningSystem;
let files: http.Server;
let url: string;
/** Answers still to be given before a path is well. */
const troubles = new Map<string, number[]>();

beforeAll(async () => {
  files = http.createServer((request, response) => {
    const path = request.url ?? '';
    const trouble = troubles.get(path)?.shift();
    if (trouble !== undefined) response.writeHead(trouble).end('trouble');
    else if (path === '/moved') response.writeHead(302, { Location: '/bill.pdf' }).end();
    else if (path.endsWith('.pdf')) response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(PDF);
    else if (path === '/drips') drip(response);
    else if (path === '/large') response.end(Buffer.alloc(21 * MB));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => files.listen(0, '0.0.0.0', resolve));
  url = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  system = await RunningSystem.start({ MAX_RETRIES: '2', EMAIL_CONCURRENCY: '4' });
  await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  files.closeAllConnections();
  await new Promise((resolve) => files.close(resolve));
});

/** A byte every now and then, for ever. */
function drip(response: http.ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/pdf' });
  const timer = setInterval(() => response.write('x'), 200);
  response.on('close', () => clearInterval(timer));
}

const mail = (...paths: string[]) =>
  send(system.url, { ...EMAIL, attachments: paths.map((path) => url + path) });

/** Posts a message in the new shape or the old one. */
async function whole(shape: string, body: object): Promise<{ id: string }> {
  if (shape === 'send') return send(system.url, body);
  const kind = 'subject' in body ? 'email' : 'sms';
  const answer = await request(system.url).post(`/api/messages/${kind}`).send(body).expect(200);
  return { id: (answer.body as { message_id: string }).message_id };
}

async function arrived(messageId: string): Promise<unknown> {
  const response = await fetch(`${system.sandbox.url}/messages?limit=100`, {
    headers: { accept: 'application/json' },
  });
  const { messages } = (await response.json()) as { messages: Record<string, unknown>[] };
  return messages.find((message) => JSON.stringify(message).includes(messageId))?.attachments;
}

describe('attachments of emails', () => {
  it('are fetched and go along; what they are is kept', async () => {
    const { id } = await mail('/bill.pdf', '/moved');
    const delivered = await reaches(system.url, id, 'delivered');
    expect(delivered.attachments).toEqual([`${url}/bill.pdf`, `${url}/moved`]);
    expect(await arrived(delivered.provider_message_id as string)).toEqual(['bill.pdf', 'bill.pdf']);
    const { rows } = await system.database.pool.query(
      'SELECT content_type, size::int, filename FROM attachments WHERE message_id = $1 ORDER BY position',
      [id],
    );
    const facts = { content_type: 'application/pdf', size: PDF.length, filename: 'bill.pdf' };
    expect(rows).toEqual([facts, facts]);
  });

  it.each<[string, string, object]>([
    ['without a body', 'send', { ...EMAIL, body: undefined }],
    ['with an empty one', 'send', { ...EMAIL, body: '' }],
    ['with none but null', 'send', { ...EMAIL, body: null }],
    ['without a body, in the old shape', 'old', { ...EMAIL, type: undefined, body: undefined }],
  ])('are enough: %s', async (_, shape, body) => {
    const { id } = await whole(shape, { ...body, attachments: [`${url}/bill.pdf`] });
    const delivered = await reaches(system.url, id, 'delivered');
    expect(delivered).toMatchObject({ body: '', attachments: [`${url}/bill.pdf`] });
    expect(await arrived(delivered.provider_message_id as string)).toEqual(['bill.pdf']);
  });

  it.each<[string, string, object]>([
    ['without a body', 'send', { ...MMS, body: undefined }],
    ['with none but null', 'send', { ...MMS, body: null }],
    ['without a body, in the old shape', 'old', { ...MMS, type: undefined, body: undefined }],
  ])('are enough for an mms: %s', async (_, shape, body) => {
    const { id } = await whole(shape, body);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ type: 'mms', body: '' });
  });

  it('are enough in a batch, by its defaults too, and in a preview; nothing at all is not', async () => {
    const attachments = [`${url}/bill.pdf`];
    const { body: no, ...rest } = EMAIL;
    const post = (path: string, body: object) =>
      request(system.url).post(`/api/v1/messages/${path}`).send(body);
    const { body: batch } = await post('batch', {
      messages: [
        { attachments },
        { attachments: [] },
        { html: '<p>x</p>' },
        { attachments: null, body: null },
      ],
      defaults: rest,
    }).expect(207);
    const { results } = batch as { results: { status: number; errors?: unknown[] }[] };
    expect(results.map(({ status }) => status)).toEqual([201, 422, 201, 422]);
    expect(results[1]?.errors).toEqual([{ field: 'body', reason: expect.any(String) }]);
    await post('preview', { ...rest, attachments }).expect(200);
    await post('preview', rest).expect(422);
    await post('send', { ...rest, type: 'sms', from: MMS.from, to: MMS.to, subject: undefined }).expect(422);
    expect(no).toBe(EMAIL.body);
  });

  it.each([
    [
      'is not there',
      '/none',
      'attachment_unavailable',
      'attachment 2 could not be fetched: its server answered 404',
    ],
    ['is too large', '/large', 'attachment_too_large', 'attachment 2 is larger than 20971520 bytes'],
  ])('that one %s fails the message at once', async (_, path, code, message) => {
    const { id } = await mail('/bill.pdf', path);
    const failed = await reaches(system.url, id, 'failed');
    expect(failed).toMatchObject({ retry_count: 0, error: { code, message, provider: null } });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'failed']);
  });

  it('that cannot be had now are tried again', async () => {
    troubles.set('/busy.pdf', [503, 429]);
    const { id } = await mail('/busy.pdf');
    expect(await reaches(system.url, id, 'delivered', 15_000)).toMatchObject({ retry_count: 2, error: null });
  });

  it('that can never be had fail the message in the end', async () => {
    troubles.set('/down.pdf', [500, 500, 500]);
    const { id } = await mail('/down.pdf');
    expect(await reaches(system.url, id, 'failed', 15_000)).toMatchObject({
      retry_count: 2,
      error: { code: 'attachment_unavailable', provider: null },
    });
  });
});

describe('attachments that drip', () => {
  /** Each address of the loopback network is an origin of its own. */
  const dripping = (number: number, origins: number) => {
    const { port } = files.address() as AddressInfo;
    return `http://127.8.0.${1 + (number % origins)}:${port}/drips`;
  };

  it.each([1, 40])('keep neither plain mails nor good files waiting, from %d origins', async (origins) => {
    await reaches(system.url, (await mail('/bill.pdf')).id, 'delivered');
    const messages = Array.from({ length: 120 }, (_, number) => ({
      ...EMAIL,
      attachments: [dripping(number, origins)],
    }));
    await request(system.url).post('/api/v1/messages/batch').send({ messages }).expect(207);
    const plain = await send(system.url, EMAIL);
    // One after another they would take 300 s.
    await reaches(system.url, plain.id, 'delivered', 10_000);
    const good = await mail('/bill.pdf');
    await reaches(system.url, good.id, 'delivered', 10_000);
    await system.database.pool.query(
      "UPDATE messages SET expires_at = now() WHERE attachments::text LIKE '%drips%'",
    );
  });
});

describe('attachments and private networks', () => {
  it('never meet where it is not allowed', async () => {
    const strict = await system.startProcessor({ ALLOW_PRIVATE_NETWORKS: 'false' });
    await system.processors[0]?.close();
    try {
      const { id } = await mail('/bill.pdf');
      expect(await reaches(system.url, id, 'failed')).toMatchObject({
        retry_count: 0,
        error: { code: 'attachment_refused', provider: null },
      });
    } finally {
      await strict.close();
    }
  });
});
