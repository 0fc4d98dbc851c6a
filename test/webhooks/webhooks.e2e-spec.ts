import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import { get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { receiver, subscribe, system, told, useWebhooks } from './webhook-tools.js';

/** The sandbox says of a message to it that it was not delivered. */
const UNDELIVERED = { ...SMS, to: '+15005553003' };

useWebhooks();

describe('events', () => {
  it('come signed, in order, with the whole message as the api shows it', async () => {
    await subscribe();
    const { id } = await send(system.url);
    await told(id, ['message.sent', 'message.delivered']);
    const delivered = await reaches(system.url, id, 'delivered');
    const [first, last] = receiver.received;
    expect(last).toMatchObject({ type: 'message.delivered', data: delivered, path: '/hook' });
    expect(Object.keys(last?.data ?? {})).toEqual(Object.keys(delivered));
    expect(first?.data).toMatchObject({ id, status: 'sent', delivered_at: null });
    expect(first?.id).not.toBe(last?.id);
    expect(new Date(first?.timestamp ?? '').toISOString()).toBe(first?.timestamp);
    expect(receiver.forged).toEqual([]);
  });

  it('come only to who asked for them', async () => {
    await subscribe(['message.failed']);
    const { id } = await send(system.url, UNDELIVERED);
    await told(id, ['message.failed']);
    expect(receiver.received[0]?.data).toMatchObject({ status: 'failed', error: { code: '30003' } });
  });

  it('come soon after what they tell of', async () => {
    await subscribe(['message.delivered']);
    const latencies: number[] = [];
    for (let count = 0; count < 10; count += 1) {
      const { id } = await send(system.url);
      await told(id, ['message.delivered']);
      const { delivered_at } = await get(system.url, id);
      const { at } = receiver.received.at(-1) as { at: number };
      latencies.push(performance.timeOrigin + at - Date.parse(delivered_at as string));
    }
    latencies.sort((a, b) => a - b);
    // Looked for every quarter of a second; the rest is what a busy machine needs.
    expect(latencies[5]).toBeLessThan(2_000);
  });

  it('of a message with a callback_url come there too, signed with the secret of the service', async () => {
    receiver.secrets.push(SANDBOX_CREDENTIALS.webhookSigningSecret);
    const { id } = await send(system.url, { ...SMS, callback_url: `${receiver.url}/own?order=1` });
    await told(id, ['message.sent', 'message.delivered']);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/own?order=1', '/own?order=1']);
    expect(receiver.forged).toEqual([]);
  });

  it('of a suppression come as well', async () => {
    const endpoint = await subscribe(['suppression.created']);
    const suppression = {
      id: endpoint.id,
      channel: 'sms',
      address: '+15551230000',
      reason: 'stop',
      note: null,
    };
    await system.database.pool.query(
      'INSERT INTO callbacks (endpoint_id, type, snapshot) VALUES ($1, $2, $3)',
      [
        endpoint.id,
        'suppression.created',
        { ...suppression, sender: '', created_at: '2026-01-31T12:00:00+00:00' },
      ],
    );
    await eventually(async () => expect(receiver.received).toHaveLength(1));
    expect(receiver.received[0]?.data).toEqual({ ...suppression, created_at: '2026-01-31T12:00:00.000Z' });
  });

  it('of what a person texts come too: each message, and the STOP as a suppression', async () => {
    await subscribe(['message.received', 'suppression.created']);
    const person = '+15559860001';
    for (const body of ['Where is my order?', 'Stop']) {
      const { body: taken } = await request(system.sandbox.url)
        .post('/sandbox/inbound')
        .send({ from: person, to: SMS.from, body })
        .expect(({ ok }) => expect(ok).toBe(true));
      expect(taken).toMatchObject({ http_status: 200 });
    }
    await eventually(() => expect(receiver.received).toHaveLength(3));
    const of = (type: string) => receiver.received.filter((webhook) => webhook.type === type);
    const texts = of('message.received').map(({ data }) => data);
    expect(texts.map(({ body }) => body).sort()).toEqual(['Stop', 'Where is my order?']);
    for (const data of texts) {
      expect(data).toMatchObject({ direction: 'inbound', status: 'received', from: person, to: SMS.from });
      expect(data).toEqual(await get(system.url, data.id as string));
    }
    const { body: list } = await request(system.url)
      .get(`/api/v1/suppressions?address=${encodeURIComponent(person)}`)
      .expect(200);
    expect(of('suppression.created').map(({ data }) => data)).toEqual(list.suppressions);
    expect(list.suppressions).toMatchObject([{ address: person, sender: SMS.from, reason: 'stop' }]);
    expect(receiver.forged).toEqual([]);
  });
});
