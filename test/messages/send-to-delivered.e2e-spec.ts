import request from 'supertest';
import { EMAIL, get, MMS, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

describe('the way of a message', () => {
  it('is stored and queued before any processor runs, exactly as the contract has it', async () => {
    const sent = await send(system.url, { ...SMS, metadata: { order: 7 } });
    expect(sent).toMatchObject({
      ...SMS,
      status: 'pending',
      direction: 'outbound',
      provider: 'twilio',
      provider_message_id: null,
      retry_count: 0,
      error: null,
      attachments: [],
      metadata: { order: 7 },
      sent_at: null,
    });
    const [entry] = await system.redis.redis.xrange('message_queue:sms', '-', '+');
    const [id, fields] = entry as [string, string[]];
    expect(id).toMatch(/^\d+-\d+$/);
    expect(fields[0]).toBe('data');
    expect(JSON.parse(fields[1] as string)).toEqual({
      message_id: sent.id,
      retry_count: 0,
      scheduled_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string,
    });
    expect((await get(system.url, sent.id)).status).toBe('pending');
  });

  it('is worked off by a processor that starts later, and followed to delivered', async () => {
    const waiting = await send(system.url);
    await system.startProcessor();
    const delivered = await reaches(system.url, waiting.id, 'delivered');
    expect(delivered).toMatchObject({
      error: null,
      provider_message_id: expect.stringMatching(/^SM/) as string,
    });
    expect(delivered.sent_at).not.toBeNull();
    expect(delivered.delivered_at).not.toBeNull();
    expect(await timeline(system.url, waiting.id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });

  it.each([
    ['mms', MMS, 'twilio'],
    ['email', EMAIL, 'sendgrid'],
  ])('carries %s as well', async (_, message, provider) => {
    const { id } = await send(system.url, message);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({ type: message.type, provider });
  });

  it('puts A to B and B to A, sms and mms, into one conversation, and others into others', async () => {
    const there = await send(system.url, SMS);
    const back = await send(system.url, { ...MMS, from: SMS.to, to: SMS.from });
    const other = await send(system.url, { ...SMS, to: '+15550001111' });
    expect(back.conversation_id).toBe(there.conversation_id);
    expect(other.conversation_id).not.toBe(there.conversation_id);
  });

  it('normalises addresses', async () => {
    const sms = await send(system.url, { ...SMS, from: '+1 (555) 123-4567', to: ' +15559876543 ' });
    expect(sms).toMatchObject({ from: '+15551234567', to: '+15559876543' });
    const email = await send(system.url, { ...EMAIL, to: 'Jemand <jemand@Bücher.Example>' });
    expect(email.to).toBe('Jemand <jemand@xn--bcher-kva.example>');
  });

  it('gives metadata back as it was, whatever its keys are called', async () => {
    const metadata: unknown = JSON.parse(
      '{"constructor":{"x":1},"__proto__":{"a":[null,2.5]},"":"ü","toString":0}',
    );
    const sent = await send(system.url, { ...SMS, metadata });
    const stored = await get(system.url, sent.id);
    for (const message of [sent, stored]) {
      const back = message.metadata as object;
      expect(Object.entries(back).sort()).toEqual(Object.entries(metadata as object).sort());
    }
  });

  it('takes the longest text, and attachments wherever they lie', async () => {
    const long = 'ü' + 'u'.repeat(199_999);
    const attachments = ['https://old_bucket.example.com/a%20b.pdf?key=1', 'http://localhost:9000/b.png'];
    const sent = await send(system.url, { ...EMAIL, body: long, attachments });
    expect(sent).toMatchObject({ body: long, attachments });
  });

  it('lists what is attached, in its order', async () => {
    const attachments = ['https://example.com/b.png', 'https://example.com/a.png'];
    const { id } = await send(system.url, { ...MMS, attachments });
    const listOf = (message: string) => request(system.url).get(`/api/v1/messages/${message}/attachments`);
    const unknown = { content_type: null, size: null, filename: null };
    const listed = await listOf(id).expect(200);
    expect(listed.body).toEqual({ attachments: attachments.map((url) => ({ url, ...unknown })) });
    const none = await listOf((await send(system.url)).id).expect(200);
    expect(none.body).toEqual({ attachments: [] });
    await listOf('0190b1de-0000-7000-8000-000000000000').expect(404);
    await listOf('abc').expect(422);
  });

  it.each([null, []])('takes attachments %j for none', async (attachments) => {
    expect((await send(system.url, { ...SMS, attachments })).attachments).toEqual([]);
  });

  it("keeps the provider's own code and words when it refuses for good", async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550001' });
    const failed = await reaches(system.url, id, 'failed');
    expect(failed.error).toMatchObject({
      code: '21211',
      provider: 'twilio',
      message: expect.stringContaining("'To'") as string,
    });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'failed']);
  });

  it('answers with and without a trailing slash', async () => {
    const { id } = await send(system.url);
    await request(system.url).post('/api/v1/messages/send/').send(SMS).expect(201);
    await request(system.url).get(`/api/v1/messages/${id}/`).expect(200);
    await request(system.url).get('/health/').expect(200);
  });

  it('shows its health and its documents', async () => {
    expect((await request(system.url).get('/health').expect(200)).body).toMatchObject({ status: 'healthy' });
    expect((await request(system.url).get('/live').expect(200)).body).toMatchObject({ status: 'alive' });
    expect((await request(system.url).get('/ready').expect(200)).body).toMatchObject({ status: 'ready' });
    await request(system.url).get('/docs').expect(200).expect('content-type', /html/);
    const document = (await request(system.url).get('/openapi.json').expect(200)).body as { paths: object };
    expect(Object.keys(document.paths)).toContain('/api/v1/messages/send');
  });

  it('shares a queue between two processors with no message handled twice', async () => {
    await system.startProcessor();
    const sent = await Promise.all(Array.from({ length: 100 }, () => send(system.url)));
    for (const { id } of sent) await reaches(system.url, id, 'delivered');
    const { rows } = await system.database.pool.query(
      'SELECT message_id FROM send_attempts WHERE message_id = ANY ($1) GROUP BY 1 HAVING count(*) > 1',
      [sent.map(({ id }) => id)],
    );
    expect(rows).toEqual([]);
  });

  it('acknowledges what it handled, and keeps the entries for who looks', async () => {
    await eventually(async () => {
      expect(await system.admin.stats('message_queue:sms')).toMatchObject({
        depth: 0,
        lag: 0,
        pending: 0,
        dead: 0,
      });
    });
    expect(await system.redis.redis.xlen('message_queue:sms')).toBeGreaterThan(100);
  });
});
