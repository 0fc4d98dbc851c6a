import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import twilio from 'twilio';
import { EMAIL, get, reaches, send, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  // No callback of the sandbox's own comes while a test runs: each test sends its own.
  system = await RunningSystem.start({ SANDBOX_CALLBACK_DELAY_MS: '3600000' });
  await system.startProcessor();
});
afterAll(() => system.stop());

interface Callback {
  sid: string;
  status: string;
  code?: string;
  messageId?: string;
  token?: string;
}

/** A status callback as Twilio sends and signs it. */
function callback({ sid, status, code, messageId, token = SANDBOX_CREDENTIALS.twilioAuthToken }: Callback) {
  const path = `/api/v1/webhooks/twilio${messageId ? `?message_id=${messageId}` : ''}`;
  const form: Record<string, string> = {
    MessageSid: sid,
    SmsSid: sid,
    MessageStatus: status,
    SmsStatus: status,
  };
  if (code) form.ErrorCode = code;
  const signature = twilio.getExpectedTwilioSignature(token, system.url + path, form);
  return request(system.url).post(path).type('form').set('X-Twilio-Signature', signature).send(form);
}

async function sentMessage(): Promise<{ id: string; sid: string }> {
  const { id } = await send(system.url);
  const message = await reaches(system.url, id, 'sent');
  return { id, sid: message.provider_message_id as string };
}

describe('callbacks', () => {
  it('moves a message forward, and answers TwiML', async () => {
    const { id, sid } = await sentMessage();
    const response = await callback({ sid, status: 'delivered' }).expect(200);
    expect(response.headers['content-type']).toMatch(/xml/);
    expect(response.text).toBe('<Response></Response>');
    expect((await get(system.url, id)).status).toBe('delivered');
  });

  it('refuses a forged one, and changes nothing', async () => {
    const { id, sid } = await sentMessage();
    await callback({ sid, status: 'delivered', token: 'wrong' }).expect(403);
    expect((await get(system.url, id)).status).toBe('sent');
  });

  it('takes the same one a hundred times at once for one', async () => {
    const { id, sid } = await sentMessage();
    await Promise.all(Array.from({ length: 100 }, () => callback({ sid, status: 'delivered' }).expect(200)));
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
    const { rows } = await system.database.pool.query(
      'SELECT 1 FROM webhook_events WHERE provider_message_id = $1',
      [sid],
    );
    expect(rows).toHaveLength(1);
  });

  it('only ever moves forward, whatever the order', async () => {
    const { id, sid } = await sentMessage();
    await callback({ sid, status: 'delivered' }).expect(200);
    await callback({ sid, status: 'sent' }).expect(200);
    await callback({ sid, status: 'queued' }).expect(200);
    expect((await get(system.url, id)).status).toBe('delivered');
  });

  it.each([
    ['delivered', 'delivered', ['undelivered', 'failed']],
    ['undelivered', 'failed', ['delivered']],
  ])('lets %s stand, whatever is said later, and says so in the timeline', async (first, end, later) => {
    const { id, sid } = await sentMessage();
    await callback({ sid, status: first }).expect(200);
    const before = await get(system.url, id);
    for (const status of later) {
      for (let times = 0; times < 2; times += 1) await callback({ sid, status, code: '30003' }).expect(200);
    }
    expect(await get(system.url, id)).toEqual({ ...before, status: end });
    const { body } = await request(system.url).get(`/api/v1/messages/${id}/events`).expect(200);
    const lines = (body as { events: { type: string; status: string; detail: object }[] }).events.slice(4);
    expect(lines).toMatchObject(
      later.map((word) => ({
        type: 'contradicted',
        status: end,
        detail: { provider: 'twilio', provider_status: word, code: '30003' },
      })),
    );
    expect(lines).toHaveLength(later.length);
  });

  it("keeps the provider's code of a failure", async () => {
    const { id, sid } = await sentMessage();
    await callback({ sid, status: 'undelivered', code: '30003' }).expect(200);
    expect(await get(system.url, id)).toMatchObject({
      status: 'failed',
      error: { code: '30003', provider: 'twilio' },
    });
  });

  it('answers 200 to one for a message it does not know', async () => {
    await callback({ sid: `SM${'f'.repeat(32)}`, status: 'delivered' }).expect(200);
  });

  it('believes one that comes before the answer to the send itself', async () => {
    await system.admin.pause('message_queue:sms');
    const { id } = await send(system.url);
    await fetch(`${system.sandbox.url}/sandbox/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ latency_ms: 1_000 }),
    });
    await system.admin.resume('message_queue:sms');
    await reaches(system.url, id, 'sending');
    await callback({ sid: `SM${'a'.repeat(32)}`, status: 'delivered', messageId: id }).expect(200);
    expect((await get(system.url, id)).status).toBe('delivered');
    await eventually(async () =>
      expect(await system.admin.stats('message_queue:sms')).toMatchObject({ depth: 0 }),
    );
    expect(await get(system.url, id)).toMatchObject({
      status: 'delivered',
      provider_message_id: `SM${'a'.repeat(32)}`,
    });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });
});

describe('events of SendGrid', () => {
  let unsigned: string;
  beforeAll(async () => {
    unsigned = await system.startApi({ WEBHOOK_ALLOW_UNSIGNED: 'true' });
  });

  const tell = (...events: unknown[]) =>
    request(unsigned).post('/api/v1/webhooks/sendgrid').type('json').send(JSON.stringify(events));

  async function sentMail() {
    const { id } = await send(system.url, EMAIL);
    return reaches(system.url, id, 'sent');
  }

  it('are answered as they always were', async () => {
    const { id } = await sentMail();
    const answer = await tell({ event: 'open', message_id: id }).expect(200);
    expect(answer.body).toEqual({ status: 'ok' });
  });

  it.each<[string, string, object]>([
    ['bounce', 'failed', { sg_message_id: '' }],
    ['dropped', 'failed', { sg_message_id: null, timestamp: String(Math.floor(Date.now() / 1_000) + 5) }],
    ['bounce', 'failed', { sg_message_id: '.filter0001.1.2-0', timestamp: Date.now() + 5_000 }],
    ['delivered', 'delivered', { timestamp: new Date(Date.now() + 5_000).toISOString() }],
    ['deferred', 'sent', { sg_message_id: ' ' }],
    ['bounce', 'failed', { reason: 'with a NUL \0 and half a pair \ud800' }],
    ['Bounce', 'failed', { sg_message_id: 7, timestamp: 'now' }],
  ])('follow a mail by our id alone: %s makes it %s', async (event, status, more) => {
    const { id } = await sentMail();
    await tell({ event, message_id: id, email: EMAIL.to, ...more, type: 'blocked' }).expect(200);
    expect(await get(system.url, id)).toMatchObject({ status });
  });

  it('follow a mail by the Message-ID that is of our making', async () => {
    const { id } = await sentMail();
    await tell({ event: 'bounce', 'smtp-id': `<${id}@example.com>`, type: 'blocked' }).expect(200);
    expect(await get(system.url, id)).toMatchObject({ status: 'failed' });
  });

  it('with our id alone are not of a call that was made after them', async () => {
    const { id } = await sentMail();
    const before = Math.floor(Date.now() / 1_000) - 3_600;
    await tell({ event: 'bounce', message_id: id, type: 'blocked' }).expect(200);
    await request(system.url).post(`/api/v1/messages/${id}/retry`).expect(200);
    await reaches(system.url, id, 'sent');
    await tell({ event: 'bounce', message_id: id, timestamp: before, type: 'blocked' }).expect(200);
    expect(await get(system.url, id)).toMatchObject({ status: 'sent' });
    await tell({ event: 'bounce', message_id: id, timestamp: before + 7_200, type: 'blocked' }).expect(200);
    expect(await get(system.url, id)).toMatchObject({ status: 'failed' });
  });

  it('that cannot be read are kept, and take none of the others with them', async () => {
    const { id } = await sentMail();
    await tell('odd', null, { event: 'delivered', message_id: id }, [1], {}).expect(200);
    expect(await get(system.url, id)).toMatchObject({ status: 'delivered' });
    const { rows } = await system.database.pool.query<{ payload: object }>(
      "SELECT payload->'unreadable' AS payload FROM webhook_events WHERE provider_status = 'unreadable' ORDER BY id",
    );
    expect(rows.map(({ payload }) => payload)).toEqual(['odd', null, [1]]);
    await tell('odd').expect(400);
  });
});
