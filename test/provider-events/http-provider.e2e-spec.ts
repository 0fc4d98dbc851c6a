import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { SANDBOX_CREDENTIALS } from '#config';
import { EMAIL, get, MMS, reaches, send, SMS, timeline } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const OURS = '+15551234567';
const PERSON = '+15559870001';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({
    ...{ SMS_PROVIDER: 'http', EMAIL_PROVIDER: 'http', ON_UNKNOWN_OUTCOME: 'hold' },
    ...{ SETTLE_SECONDS: '0', PROVIDER_TIMEOUT_MS: '1500' },
  });
  await system.startProcessor();
});
afterAll(() => system.stop());

const inSandbox = async (id: string) => {
  const { body } = await request(system.sandbox.url).get('/messages').query({ search: id });
  return (body as { messages: { provider: string; status: string }[] }).messages;
};

/** A callback as the other side signs it, `age` seconds ago. */
function callback(
  event: object,
  { age = 0, secret = SANDBOX_CREDENTIALS.httpProviderSecret as string } = {},
) {
  const body = JSON.stringify(event);
  const at = new Date(Date.now() - age * 1_000);
  return request(system.url)
    .post('/api/v1/webhooks/http')
    .set({
      'content-type': 'application/json',
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
    })
    .send(body);
}

describe('messages over the HTTP provider', () => {
  it.each([SMS, MMS, EMAIL])('are sent, and followed to delivered: $type', async (message) => {
    const { id } = await send(system.url, message);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({
      provider: 'http',
      provider_message_id: expect.stringMatching(/^http-/) as string,
    });
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
    expect(await inSandbox(id)).toMatchObject([{ provider: 'http', status: 'delivered' }]);
  });

  it.each([
    ['sms', { ...SMS, to: '+15005550001' }],
    ['email', { ...EMAIL, to: 'bounce@simulator.sendstream.test' }],
  ])('fail with the code of the other side: %s', async (_, message) => {
    const { id } = await send(system.url, message);
    expect(await reaches(system.url, id, 'failed')).toMatchObject({
      error: { code: 'no_such_recipient', message: 'There is no such recipient' },
    });
  });

  it.each([
    ['taken', 'timeout@simulator.sendstream.test'],
    ['taken', 'cut@simulator.sendstream.test'],
    ['lost', 'cut-once@simulator.sendstream.test'],
    ['lost', 'timeout-once@simulator.sendstream.test'],
  ])('that were %s without an answer are asked for, and arrive once: %s', async (_, to) => {
    const { id } = await send(system.url, { ...EMAIL, to });
    await reaches(system.url, id, 'delivered');
    expect(await inSandbox(id)).toHaveLength(1);
  });

  it('that failed are sent once more when an operator asks for it', async () => {
    const { id } = await send(system.url, { ...EMAIL, to: 'bounce@simulator.sendstream.test' });
    await reaches(system.url, id, 'failed');
    await request(system.url).post(`/api/v1/messages/${id}/retry`).expect(200);
    await reaches(system.url, id, 'failed');
    expect(await inSandbox(id)).toHaveLength(2);
  });
});

describe('messages to us over the HTTP provider', () => {
  it('are stored, and a STOP is heard', async () => {
    const { body } = await request(system.sandbox.url)
      .post('/sandbox/inbound')
      .send({ from: PERSON, to: OURS, body: 'STOP' })
      .expect(200);
    expect(body).toMatchObject({ http_status: 200 });
    const { id } = await send(system.url, { ...SMS, from: OURS, to: PERSON });
    expect(await reaches(system.url, id, 'failed')).toMatchObject({ error: { code: 'suppressed' } });
  });
});

describe('a callback of the HTTP provider', () => {
  it('is refused with another signature, without one, and with an old one; then taken', async () => {
    const { id } = await send(system.url, { ...SMS, to: '+15005550202' });
    await reaches(system.url, id, 'sent');
    const event = { type: 'message.delivered', data: { message_id: id } };
    await callback(event, { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }).expect(403);
    await callback(event, { age: 400 }).expect(403);
    await request(system.url).post('/api/v1/webhooks/http').send(event).expect(403);
    expect((await get(system.url, id)).status).toBe('sent');
    await callback({ ...event, type: 'message.opened' }).expect(400);
    await callback(event).expect(200);
    await reaches(system.url, id, 'delivered');
  });
});
