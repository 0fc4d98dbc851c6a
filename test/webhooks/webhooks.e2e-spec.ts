import { SANDBOX_CREDENTIALS } from '#config';
import net, { type AddressInfo } from 'node:net';
import request from 'supertest';
import { get, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { isSigned, WebhookReceiver } from '../support/webhook-receiver.js';

interface Endpoint {
  id: string;
  secret: string;
  status: string;
  [field: string]: unknown;
}

interface Delivery {
  id: string;
  type: string;
  message_id: string;
  status: string;
  attempts: number;
  [field: string]: unknown;
}

const ALL = [
  'message.sent',
  'message.delivered',
  'message.failed',
  'message.received',
  'suppression.created',
];
/** The sandbox says of a message to it that it was not delivered. */
const UNDELIVERED = { ...SMS, to: '+15005553003' };

let system: RunningSystem;
let receiver: WebhookReceiver;
beforeAll(async () => {
  system = await RunningSystem.start({
    CALLBACK_TIMEOUT_MS: '500',
    CALLBACK_RETRY_SECONDS: '1',
    CALLBACK_GIVE_UP_SECONDS: '4',
    CALLBACK_PAUSE_AFTER_SECONDS: '1',
    CALLBACK_PAUSE_AFTER_FAILURES: '5',
    CALLBACK_CONCURRENCY: '6',
    CALLBACK_ENDPOINT_CONCURRENCY: '3',
  });
  await system.startProcessor();
});
afterAll(() => system.stop());

beforeEach(async () => {
  receiver = await WebhookReceiver.start();
});
afterEach(async () => {
  // What becomes of this test's messages is nobody's business in the next one.
  await eventually(async () => expect(await countUnderWay()).toBe(0));
  for (const { id } of (await api('get', '').expect(200)).body.webhook_endpoints as Endpoint[])
    await api('delete', `/${id}`).expect(204);
  await receiver.stop();
});

async function countUnderWay(): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    "SELECT count(*)::int FROM messages WHERE status NOT IN ('delivered', 'failed', 'canceled', 'received')",
  );
  return rows[0]?.count ?? NaN;
}

function api(method: 'get' | 'post' | 'patch' | 'delete', path: string) {
  return request(system.url)[method](`/api/v1/webhook-endpoints${path}`);
}

async function subscribe(events = ALL, url = `${receiver.url}/hook`): Promise<Endpoint> {
  const { body } = await api('post', '').send({ url, events }).expect(201);
  receiver.secrets.push((body as Endpoint).secret);
  return body as Endpoint;
}

async function endpointOf(id: string): Promise<Endpoint> {
  return (await api('get', `/${id}`).expect(200)).body as Endpoint;
}

async function deliveries(id: string): Promise<Delivery[]> {
  return (await api('get', `/${id}/deliveries`).expect(200)).body.deliveries as Delivery[];
}

async function told(id: string, types: string[], withinMs?: number): Promise<void> {
  await eventually(async () => expect(receiver.typesOf(id)).toEqual(types), withinMs);
}

describe('webhook endpoints', () => {
  it('are created with a secret that is told once, listed, changed and deleted', async () => {
    const created = await subscribe(['message.sent']);
    expect(created).toMatchObject({
      url: `${receiver.url}/hook`,
      events: ['message.sent'],
      description: null,
      status: 'active',
      paused_reason: null,
      failing_since: null,
    });
    expect(created.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { secret: _, ...shown } = created;
    expect(await endpointOf(created.id)).toEqual(shown);
    expect((await api('get', '').expect(200)).body).toEqual({ webhook_endpoints: [shown] });

    const change = { url: `${receiver.url}/other`, events: ['message.failed'], description: 'The shop' };
    const changed = await api('patch', `/${created.id}`).send(change).expect(200);
    expect(changed.body).toEqual({ ...shown, ...change, updated_at: expect.any(String) });
    await api('delete', `/${created.id}`).expect(204);
    for (const method of ['get', 'patch', 'delete'] as const) {
      const gone = await api(method, `/${created.id}`).send(method === 'patch' ? {} : undefined);
      expect(gone.status).toBe(404);
      expect(gone.type).toBe('application/problem+json');
    }
  });

  it.each([
    ['no url', { events: ['message.sent'] }, 'url'],
    ['a url without scheme', { url: 'example.com/hook', events: ['message.sent'] }, 'url'],
    ['another scheme', { url: 'ftp://example.com/', events: ['message.sent'] }, 'url'],
    ['a password', { url: 'https://user:password@example.com/', events: ['message.sent'] }, 'url'],
    ['no events', { url: 'https://example.com/', events: [] }, 'events'],
    ['an unknown event', { url: 'https://example.com/', events: ['message.read'] }, 'events'],
    ['an event twice', { url: 'https://example.com/', events: ['message.sent', 'message.sent'] }, 'events'],
    ['events that are no list', { url: 'https://example.com/', events: 'message.sent' }, 'events'],
    [
      'a description that is none',
      { url: 'https://example.com/', events: ['message.sent'], description: 5 },
      'description',
    ],
    ['a secret of its own', { url: 'https://example.com/', events: ['message.sent'], secret: 'x' }, 'secret'],
  ])('refuses %s', async (_, body, field) => {
    const response = await api('post', '').send(body).expect(422);
    expect(response.body.errors).toEqual([{ field, reason: expect.any(String) }]);
  });

  it('answers 404 for what is not there, 422 for what is no id', async () => {
    const none = '0192d3a4-0000-7000-8000-000000000000';
    for (const path of ['rotate-secret', 'test', `deliveries/${none}/resend`])
      await api('post', `/${none}/${path}`).expect(404);
    await api('get', `/${none}/deliveries`).expect(404);
    await api('get', '/nonsense').expect(422);
    await api('get', `/${none}/deliveries?limit=0`).expect(422);
  });
});

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

describe('one origin', () => {
  it('has one lane, however it is written', async () => {
    const { port } = new URL(receiver.url);
    const ways = [
      `http://LocalHost:${port}/way`,
      `HTTP://localhost:${port}/1/way`,
      `http://LOCALHOST:${port}/way`,
    ];
    const sent = await Promise.all(ways.map((callback_url) => send(system.url, { ...SMS, callback_url })));
    expect(sent.map(({ callback_url: url }) => url)).toEqual([
      `http://localhost:${port}/way`,
      `http://localhost:${port}/1/way`,
      `http://localhost:${port}/way`,
    ]);
    await eventually(async () => {
      const { rows } = await system.database.pool.query(
        "SELECT target, count(*)::int AS events FROM callbacks WHERE callback_url LIKE '%/way' GROUP BY target",
      );
      expect(rows).toEqual([{ target: `http://localhost:${port}`, events: 6 }]);
    });
  });
});

describe('very many origins that never answer', () => {
  const ORIGINS = 300;
  /** Each address of the loopback network is an origin of its own. */
  const originOf = (number: number, port: number) =>
    `http://127.9.${number >> 8}.${number & 255}:${port}/never`;
  const held = new Set<net.Socket>();
  let silent: net.Server;
  beforeEach(async () => {
    silent = net.createServer((socket) => held.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '0.0.0.0', resolve));
  });
  afterEach(async () => {
    await system.database.pool.query("DELETE FROM callbacks WHERE callback_url LIKE '%/never'");
    for (const socket of held) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('keep nobody waiting: neither an endpoint, nor an origin that is known, nor one that is new', async () => {
    const [known, newcomer] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start()]);
    try {
      known.secrets = newcomer.secrets = [SANDBOX_CREDENTIALS.webhookSigningSecret];
      const before = await send(system.url, { ...SMS, callback_url: known.url });
      await eventually(() => expect(known.typesOf(before.id)).toHaveLength(2));
      const { port } = silent.address() as AddressInfo;
      const dead = Array.from({ length: ORIGINS }, (_, number) => ({
        ...SMS,
        callback_url: originOf(number, port),
      }));
      for (let from = 0; from < ORIGINS; from += 100)
        await request(system.url)
          .post('/api/v1/messages/batch')
          .send({ messages: dead.slice(from, from + 100) })
          .expect(207);
      await eventually(async () => {
        const { rows } = await system.database.pool.query(
          "SELECT count(*)::int AS events FROM callbacks WHERE callback_url LIKE '%/never'",
        );
        expect(rows).toEqual([{ events: ORIGINS * 2 }]);
        expect(held.size).toBeGreaterThan(2);
      }, 15_000);
      await subscribe();

      const [own, fresh] = await Promise.all(
        [known.url, newcomer.url].map((callback_url) => send(system.url, { ...SMS, callback_url })),
      );
      const both = ['message.sent', 'message.delivered'];
      // Each of the dead costs half a second: all of them a minute before these, if they shared one row of slots.
      await told(own?.id as string, both, 5_000);
      await eventually(() => expect(known.typesOf(own?.id as string)).toEqual(both), 5_000);
      await eventually(() => expect(newcomer.typesOf(fresh?.id as string)).toEqual(both));
    } finally {
      await Promise.all([known.stop(), newcomer.stop()]);
    }
  });
});

describe('secrets', () => {
  it('can be changed while both are valid', async () => {
    const endpoint = await subscribe(['message.sent']);
    const rotated = (await api('post', `/${endpoint.id}/rotate-secret`).expect(200)).body as Endpoint;
    expect(rotated.secret).not.toBe(endpoint.secret);
    const validFor = Date.parse(rotated.previous_secret_valid_until as string) - Date.now();
    expect(Math.abs(validFor - 86_400_000)).toBeLessThan(60_000);
    const { id } = await send(system.url);
    await told(id, ['message.sent']);
    const { body, headers } = receiver.received[0] as { body: string; headers: Record<string, string> };
    expect([endpoint, rotated].map(({ secret }) => isSigned(secret, body, headers))).toEqual([true, true]);

    await system.database.pool.query(
      "UPDATE webhook_endpoints SET previous_secret_until = now() - interval '1 s'",
    );
    receiver.secrets = [rotated.secret];
    const next = await send(system.url);
    await told(next.id, ['message.sent']);
    const last = receiver.received.at(-1) as { body: string; headers: Record<string, string> };
    expect([endpoint, rotated].map(({ secret }) => isSigned(secret, last.body, last.headers))).toEqual([
      false,
      true,
    ]);
  });

  it('a test event shows whether all of it works', async () => {
    const endpoint = await subscribe(['message.sent']);
    const good = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(good.body).toEqual({
      delivered: true,
      http_status: 204,
      latency_ms: expect.any(Number),
      error: null,
    });
    expect(receiver.received[0]).toMatchObject({ type: 'webhook.test', data: { endpoint_id: endpoint.id } });
    receiver.react = () => 500;
    const bad = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(bad.body).toMatchObject({ delivered: false, http_status: 500, error: 'it answered 500' });
    await receiver.stop();
    const none = await api('post', `/${endpoint.id}/test`).expect(200);
    expect(none.body).toMatchObject({
      delivered: false,
      http_status: null,
      error: expect.stringMatching(/^ECONNREFUSED/),
    });
    receiver = await WebhookReceiver.start();
  });
});
