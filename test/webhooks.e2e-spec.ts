import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import twilio from 'twilio';
import { get, reaches, send, timeline } from './support/client.js';
import { eventually } from './support/eventually.js';
import { RunningSystem } from './support/running-system.js';

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
