import { reaches, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import {
  ALL,
  api,
  deliveries,
  endpointOf,
  receiver,
  subscribe,
  system,
  told,
  useWebhooks,
} from './webhook-tools.js';

useWebhooks();

describe('a receiver that has trouble', () => {
  it('gets the same event again under the same id, and what came after it only then', async () => {
    await subscribe();
    let refusals = 2;
    receiver.react = () => (refusals-- > 0 ? 503 : 200);
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered');
    await told(id, ['message.sent', 'message.sent', 'message.sent', 'message.delivered'], 15_000);
    const ids = receiver.received.map((webhook) => webhook.id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(new Set(receiver.received.slice(0, 3).map(({ body }) => body)).size).toBe(1);
    expect(ids[3]).not.toBe(ids[0]);
  });

  it.each<[string, (response: import('node:http').ServerResponse) => void, number | null, RegExp]>([
    ['redirects', (response) => response.writeHead(302, { Location: '/elsewhere' }).end(), 302, /302/],
    ['is silent', () => undefined, null, /^timeout/],
    ['breaks off', (response) => response.destroy(), null, /^ECONNRESET/],
  ])('counts as failed when it %s', async (_, reaction, httpStatus, error) => {
    const endpoint = await subscribe(['message.sent']);
    receiver.react = () => reaction;
    await send(system.url);
    await eventually(async () => {
      const [delivery] = await deliveries(endpoint.id);
      expect(delivery).toMatchObject({
        status: 'pending',
        http_status: httpStatus,
        latency_ms: expect.any(Number),
      });
      expect(delivery?.error).toMatch(error);
      expect(delivery?.next_attempt_at).not.toBeNull();
    });
    expect(receiver.received.every(({ path }) => path === '/hook')).toBe(true);
  });

  it('may say a lot: only its status counts', async () => {
    const endpoint = await subscribe(['message.sent']);
    receiver.react = () => (response) => {
      const fill = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      };
      response.on('drain', fill);
      fill();
    };
    await send(system.url);
    await eventually(async () =>
      expect((await deliveries(endpoint.id))[0]).toMatchObject({
        status: 'delivered',
        http_status: 200,
        attempts: 1,
      }),
    );
  });

  it('is given up in the end, shown, and told again on demand', async () => {
    const endpoint = await subscribe(['message.sent', 'message.delivered']);
    receiver.react = ({ type }) => (type === 'message.sent' ? 500 : 200);
    const { id } = await send(system.url);
    // The later event waits for the end of the earlier one, be it a bad one.
    await eventually(async () => expect(receiver.typesOf(id).at(-1)).toBe('message.delivered'));
    await eventually(async () => expect((await deliveries(endpoint.id))[0]?.status).toBe('delivered'));
    const [delivered, dead] = await deliveries(endpoint.id);
    expect(delivered).toMatchObject({
      type: 'message.delivered',
      message_id: id,
      status: 'delivered',
      attempts: 1,
    });
    expect(dead).toMatchObject({
      type: 'message.sent',
      status: 'dead',
      attempts: 3,
      http_status: 500,
      error: 'it answered 500',
      next_attempt_at: null,
    });
    receiver.react = () => 200;
    const again = await api('post', `/${endpoint.id}/deliveries/${dead?.id}/resend`).expect(200);
    expect(again.body).toMatchObject({ id: dead?.id, status: 'pending', attempts: 0 });
    await eventually(async () =>
      expect((await deliveries(endpoint.id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']),
    );
    expect(receiver.received.at(-1)?.id).toBe(dead?.id);
  });

  it('is paused when it is gone; what waits goes out when it is resumed', async () => {
    const endpoint = await subscribe();
    receiver.react = () => 410;
    const { id } = await send(system.url);
    await eventually(async () =>
      expect(await endpointOf(endpoint.id)).toMatchObject({
        status: 'paused',
        paused_reason: 'it answered 410 Gone',
      }),
    );
    await reaches(system.url, id, 'delivered');
    const later = await send(system.url);
    await reaches(system.url, later.id, 'delivered');
    await eventually(async () => {
      const waiting = await deliveries(endpoint.id);
      expect(waiting).toHaveLength(4);
      expect(waiting.every((each) => each.status === 'pending' && each.next_attempt_at === null)).toBe(true);
    });
    const calls = receiver.received.length;
    receiver.react = () => 200;
    await api('patch', `/${endpoint.id}`).send({ status: 'active' }).expect(200);
    await told(later.id, ['message.sent', 'message.delivered'], 15_000);
    await eventually(async () =>
      expect(receiver.typesOf(id).slice(-2)).toEqual(['message.sent', 'message.delivered']),
    );
    expect(receiver.received.length).toBe(calls + 4);
  });

  it('is paused when it fails for long without one success', async () => {
    const endpoint = await subscribe();
    receiver.react = () => 500;
    await eventually(async () => {
      // It fails all the time: no callback is given up before the time is over after which it is paused.
      await send(system.url);
      const found = await endpointOf(endpoint.id);
      expect(found.status).toBe('paused');
      expect(found.paused_reason).toMatch(/^it failed \d+ times without one success since 2\d{3}-/);
    }, 20_000);
    expect((await deliveries(endpoint.id)).every(({ status }) => status === 'pending')).toBe(true);
  });

  it('that is slow slows no other, and no sending', async () => {
    const slow = await WebhookReceiver.start();
    try {
      slow.react = () => () => undefined;
      const endpoint = await subscribe(ALL, slow.url);
      slow.secrets.push(endpoint.secret);
      await subscribe();
      const first = await Promise.all(Array.from({ length: 20 }, () => send(system.url)));
      await eventually(async () => expect(slow.received.length).toBeGreaterThan(0));
      const ids = await Promise.all(Array.from({ length: 20 }, () => send(system.url)));
      for (const { id } of [...first, ...ids]) {
        await reaches(system.url, id, 'delivered');
        await told(id, ['message.sent', 'message.delivered']);
      }
      // In one lane with it they would have come after every one of its calls, of half a second each.
      expect(new Set(slow.received.map(({ id }) => id)).size).toBeLessThan(40);
    } finally {
      await slow.stop();
    }
  });
});
