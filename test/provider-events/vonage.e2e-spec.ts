import { createHash, createHmac } from 'node:crypto';
import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { get, MMS, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const OURS = '+15551234567';
const PERSON = '+15559870001';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    SMS_PROVIDER: 'vonage',
    SETTLE_SECONDS: '0',
    PROVIDER_TIMEOUT_MS: '1500',
  });
  await system.startProcessor();
});
afterAll(() => system.stop());

const rows = async (sql: string, values: unknown[]) => (await system.database.pool.query(sql, values)).rows;
const inSandbox = async (id: string) => {
  const { body } = await request(system.sandbox.url).get('/messages').query({ search: id });
  return (body as { messages: { provider: string; status: string }[] }).messages;
};

/** A callback signed as Vonage signs it, `age` seconds ago. */
function callback(
  event: object,
  { age = 0, secret = SANDBOX_CREDENTIALS.vonageSignatureSecret as string } = {},
) {
  const body = JSON.stringify(event);
  const claims = {
    iat: Math.floor(Date.now() / 1_000) - age,
    payload_hash: createHash('sha256').update(body).digest('hex'),
  };
  const signed = [{ alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const token = `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  return request(system.url)
    .post('/api/v1/webhooks/vonage')
    .set({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })
    .send(body);
}

/** A person texts one of the numbers. */
async function text(body: string, more: object = {}) {
  const response = await request(system.sandbox.url)
    .post('/sandbox/inbound')
    .send({ from: PERSON, to: OURS, body, ...more })
    .expect(200);
  return response.body as { message_sid: string; http_status: number };
}

describe('texts over Vonage', () => {
  it.each([SMS, MMS])('are sent, and followed to delivered: $type', async (message) => {
    const { id } = await send(system.url, message);
    const delivered = await reaches(system.url, id, 'delivered');
    expect(delivered).toMatchObject({ provider: 'vonage', type: message.type, error: null });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
    expect(await inSandbox(id)).toMatchObject([{ provider: 'vonage', status: 'delivered' }]);
  });

  it.each([
    ['+15005550001', '1430'],
    ['+15005553005', '1190'],
  ])('to %s fail with %s, explained', async (to, code) => {
    const { id } = await send(system.url, { ...SMS, to });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code } });
    const { body } = await request(system.url).get(`/api/v1/messages/${id}/details`).expect(200);
    expect(JSON.stringify(body)).toContain(`https://developer.vonage.com/en/api-errors/messages#${code}`);
  });

  it('whose outcome nobody knows are told of by the callback, and not sent twice', async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550499' });
    await reaches(system.url, id, 'delivered');
    expect(await inSandbox(id)).toHaveLength(1);
  });

  it('to whoever stopped the sender are not tried again', async () => {
    const to = '+15005553004';
    await reaches(system.url, (await send(system.url, { ...SMS, to })).id, 'failed');
    const { id } = await send(system.url, { ...SMS, to });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });
});

describe('texts to us over Vonage', () => {
  it('become messages', async () => {
    const { message_sid, http_status } = await text('Hello', { num_media: 1 });
    expect(http_status).toBe(200);
    const [row] = await rows('SELECT * FROM messages WHERE provider_message_id = $1', [message_sid]);
    expect(row).toMatchObject({ type: 'mms', from_address: PERSON, to_address: OURS, body: 'Hello' });
  });

  it('stop what we send', async () => {
    expect((await text('STOP')).http_status).toBe(200);
    const { id } = await send(system.url, { ...SMS, from: OURS, to: PERSON });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });
});

describe('a callback of Vonage', () => {
  const status = (id: string) => ({
    message_uuid: `uuid-${id}`,
    client_ref: id,
    status: 'delivered',
    channel: 'sms',
  });
  const waiting = async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550202' });
    await reaches(system.url, id, 'sent');
    return id;
  };

  it('is taken with its signature, once', async () => {
    const id = await waiting();
    const [{ provider_message_id: uuid }] = await rows(
      'SELECT provider_message_id FROM messages WHERE id = $1',
      [id],
    );
    const event = { ...status(id), message_uuid: uuid as string };
    for (let times = 0; times < 2; times += 1) await callback(event).expect(200);
    await reaches(system.url, id, 'delivered');
    expect((await timeline(system.url, id)).filter((type) => type === 'delivered')).toHaveLength(1);
  });

  it('is refused with another signature, without one, and with an old one', async () => {
    const id = await waiting();
    await callback(status(id), { secret: 'another secret' }).expect(403);
    await callback(status(id), { age: 700 }).expect(403);
    await request(system.url).post('/api/v1/webhooks/vonage').send(status(id)).expect(403);
    await eventually(async () => expect((await get(system.url, id)).status).toBe('sent'));
  });
});
