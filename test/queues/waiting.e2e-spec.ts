import { WaitingCallbacks, WaitingPlaces } from '#entities';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from '../faults/harness/repositories.js';
import { send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

const HOUR_MS = 3_600_000;

interface PlaceShown {
  place: string;
  text: string;
  count: number;
  more: boolean;
  oldest_at: string | null;
  link: string | null;
  needs_attention: boolean;
}

let system: RunningSystem;
beforeAll(async () => {
  // Nobody works anything off: what waits, waits.
  system = await RunningSystem.start();
});
afterAll(() => system?.stop());

const api = (path: string) => request(system.url).get(path).expect(200);
async function places(): Promise<PlaceShown[]> {
  const { body } = await api('/api/v1/admin/waiting');
  expect(body.is_complete).toBe(true);
  return body.places as PlaceShown[];
}
async function placed(name: string): Promise<PlaceShown> {
  return (await places()).find(({ place }) => place === name) as PlaceShown;
}

/** A message that is already in some state; `columns` are SQL. */
async function row(status: string, columns: Record<string, string> = {}, agoMs = 0): Promise<string> {
  const at = `now() - interval '${agoMs} ms'`;
  const all: Record<string, string> = {
    ...{ id: `'${uuidv7({ msecs: Date.now() - agoMs })}'`, conversation_id: `'${randomUUID()}'` },
    ...{ direction: "'outbound'", type: "'sms'", status: `'${status}'`, provider: "'twilio'", body: "'Hi'" },
    ...{ from_address: "'+15551234567'", to_address: "'+15559876543'", created_at: at, updated_at: at },
    ...{ due_at: at, ...columns },
  };
  const { rows } = await system.database.pool.query<{ id: string }>(
    `INSERT INTO messages (${Object.keys(all).join(', ')}) VALUES (${Object.values(all).join(', ')}) RETURNING id`,
  );
  return rows[0]?.id as string;
}

/** How many the list of a place shows, and which. */
async function listed(link: string | null): Promise<string[]> {
  const { body } = await api(`${link}&limit=100`);
  return (body as { messages: { id: string }[] }).messages.map(({ id }) => id);
}

describe('what waits', () => {
  it('is nothing at first, and every place says so', async () => {
    const all = await places();
    expect(new Set(all.map(({ place }) => place))).toEqual(
      new Set([
        ...['due', 'scheduled', 'retry', 'paced', 'held', 'unsettled', 'sending_expired', 'outcome_unknown'],
        ...['sent_without_news', 'queue', 'dead_letters', 'webhooks', 'provider_events', 'search_index'],
        ...['bulk_actions', 'erasures'],
      ]),
    );
    for (const { count, oldest_at, needs_attention } of all)
      expect({ count, oldest_at, needs_attention }).toEqual({
        count: 0,
        oldest_at: null,
        needs_attention: false,
      });
    for (const { text } of all) expect(text).toMatch(/^[a-z]/);
  });

  it('is counted where it waits, with the list that shows it', async () => {
    const lease = { lease_token: `'${randomUUID()}'`, lease_expires_at: "now() + interval '1 minute'" };
    const gone = { lease_token: `'${randomUUID()}'`, lease_expires_at: "now() - interval '1 minute'" };
    const unknown = `'{"code":"outcome_unknown","message":"?","provider":"twilio"}'`;
    const made = {
      due: [(await send(system.url)).id, (await send(system.url)).id],
      scheduled: [
        (await send(system.url, { ...SMS, send_at: new Date(Date.now() + HOUR_MS).toISOString() })).id,
      ],
      retry: [await row('retry', { due_at: "now() + interval '41 s'" }), await row('retry')],
      outcome_unknown: [await row('failed', { due_at: 'NULL', error: unknown, failed_at: 'now()' })],
    };
    const silent = [await row('sent', {}, HOUR_MS), await row('sent', { provider: "'sendgrid'" }, HOUR_MS)];
    await row('sent', { due_at: "now() - interval '14 minutes'" });
    await row('sent', { due_at: "now() + interval '1 hour'" });
    await row('sent', { due_at: 'NULL' }, 3 * HOUR_MS);
    await system.database.pool.query(
      "INSERT INTO bulk_actions (id, action, filter, wanted) VALUES ($1, 'retry', '{}', '{}')",
      [uuidv7()],
    );
    await row('failed', { due_at: 'NULL', failed_at: 'now()' });
    await row('sending', lease);
    await row('sending', gone);
    await row('sending');

    for (const [name, ids] of Object.entries(made)) {
      const place = await placed(name);
      expect(place).toMatchObject({ count: ids.length, more: false, oldest_at: expect.any(String) });
      expect((await listed(place.link)).sort()).toEqual(ids.sort());
    }
    expect(await placed('scheduled')).toMatchObject({ needs_attention: false });
    const withoutNews = await placed('sent_without_news');
    expect(withoutNews).toMatchObject({ count: 2, needs_attention: true });
    expect(Date.now() - Date.parse(withoutNews.oldest_at as string)).toBeGreaterThan(HOUR_MS - 1_000);
    expect(await listed(withoutNews.link)).toEqual(expect.arrayContaining(silent));
    expect(await placed('outcome_unknown')).toMatchObject({ count: 1, needs_attention: true });
    expect(await placed('bulk_actions')).toMatchObject({ count: 1, link: '/api/v1/bulk-actions' });
    expect(await placed('unsettled')).toMatchObject({ count: 1 });
    expect(await placed('sending_expired')).toMatchObject({ count: 1 });
    expect((await placed('search_index')).count).toBe(3);
    expect((await places()).find(({ text }) => text.startsWith('message_queue:sms: '))).toMatchObject({
      text: 'message_queue:sms: no processor',
      ...{ place: 'queue', count: 2, needs_attention: true },
    });
  });

  it('is told of webhooks by endpoint, a paused one always', async () => {
    const { pool } = system.database;
    const endpoints = ['a', 'b', 'c'].map(() => uuidv7()) as [string, string, string];
    for (const [index, id] of endpoints.entries())
      await pool.query(
        `INSERT INTO webhook_endpoints (id, url, events, secret, status, paused_reason)
         VALUES ($1, $2, '{message.sent}', 's', $3, $4)`,
        [
          id,
          `https://example.com/${index}`,
          ...(index === 1 ? ['paused', 'it answered 410'] : ['active', null]),
        ],
      );
    const [busy, paused] = endpoints;
    await pool.query(
      `INSERT INTO callbacks (endpoint_id, type, snapshot, status, queued_at, due_at)
       VALUES ($1, 'message.sent', '{}', 'pending', NULL, now()), ($1, 'message.sent', '{}', 'pending', now(), now()),
              ($1, 'message.sent', '{}', 'delivered', NULL, NULL), ($1, 'message.sent', '{}', 'dead', NULL, NULL)`,
      [busy],
    );
    for (const url of ['https://example.org/x', 'HTTP://EXAMPLE.NET/y', 'http://example.org/z'])
      await pool.query(
        "INSERT INTO callbacks (callback_url, type, snapshot) VALUES ($1, 'message.sent', '{}')",
        [url],
      );
    const found = (await places()).filter(({ place }) => place === 'webhooks');
    expect(found).toEqual([
      expect.objectContaining({
        ...{ count: 2, needs_attention: false, text: 'waits to be told to https://example.com/0' },
        link: `/api/v1/webhook-endpoints/${busy}/deliveries?status=pending`,
      }),
      expect.objectContaining({
        ...{ count: 0, needs_attention: true },
        text: 'waits to be told to https://example.com/1: it is paused (it answered 410)',
        link: `/api/v1/webhook-endpoints/${paused}/deliveries?status=pending`,
      }),
      expect.objectContaining({ count: 3, link: '/api/v1/callbacks' }),
    ]);
    expect((await api(found[0]?.link as string)).body.deliveries).toHaveLength(2);

    await pool.query("UPDATE callbacks SET queued_at = now() WHERE callback_url = 'http://example.org/z'");
    const urls: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await api(`/api/v1/callbacks?limit=1&cursor=${cursor}`);
      const shown = body as {
        callbacks: { url: string; next_attempt_at: string | null }[];
        next_cursor: null;
      };
      urls.push(...shown.callbacks.map(({ url, next_attempt_at: next }) => `${url} ${next !== null}`));
      cursor = shown.next_cursor;
    }
    expect(urls).toEqual([
      'HTTP://EXAMPLE.NET/y true',
      'http://example.org/z false',
      'https://example.org/x true',
    ]);
    await request(system.url).get('/api/v1/callbacks?cursor=nonsense').expect(422);
  });

  it('is told of provider events and dead letters', async () => {
    for (let n = 0; n < 3; n += 1)
      await system.database.pool.query(
        `INSERT INTO webhook_events (id, provider, event_id, kind, provider_status, payload, attempts, error, due_at)
         VALUES ($1, 'twilio', $2, 'delivered', 'delivered', '{}', 2, 'no such message', now())`,
        [uuidv7(), String(n)],
      );
    const place = await placed('provider_events');
    expect(place).toMatchObject({ count: 3, oldest_at: expect.any(String) });
    const first = (await api(`${place.link}?limit=2`)).body;
    const rest = (await api(`${place.link}?limit=2&cursor=${first.next_cursor}`)).body;
    expect(first.provider_events).toHaveLength(2);
    expect(rest).toMatchObject({
      provider_events: [{ provider: 'twilio', attempts: 2, error: 'no such message' }],
      next_cursor: null,
    });
    await request(system.url).get('/api/v1/admin/provider-events?cursor=x').expect(422);

    const died = '2026-01-31T12:00:00.000Z';
    await system.redis.redis.xadd('message_queue:mms:dead', '*', 'data', '{}', 'died_at', died);
    const dead = (await places()).find(({ text }) => text.startsWith('message_queue:mms: given up'));
    expect(dead).toMatchObject({ count: 1, oldest_at: died, needs_attention: true });
    expect((await api(dead?.link as string)).body.dead_letters).toHaveLength(1);
  });

  it('is counted up to 10,000', async () => {
    await system.database.pool.query(
      `INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider, due_at)
       SELECT gen_random_uuid(), gen_random_uuid(), 'outbound', 'email', 'retry', 'a', 'b', '', 'sendgrid', now()
         FROM generate_series(1, 10100)`,
    );
    expect(await placed('retry')).toMatchObject({ count: 10_000, more: true });
  });
});

describe('the plans of counting', () => {
  let repositories: Repositories;
  beforeAll(async () => {
    repositories = await Repositories.open(1);
    const places = new WaitingPlaces(repositories.database);
    await places.all();
    await places.held(['sms']);
    await places.webhooks();
    await new WaitingCallbacks(repositories.database).list(100);
  });
  afterAll(() => repositories?.close());

  it.each(['waiting_places', "held_messages('{sms,mms}')", 'waiting_webhooks'])(
    'made while the tables are empty read rows by an index, in its order: %s',
    async (execute) => {
      const plan = await planOf(execute);
      expect(plan).not.toMatch(/(Seq|Bitmap Heap) Scan on (messages|callbacks|webhook_events)/);
      expect(plan).not.toMatch(/->\s+Sort/);
    },
  );

  it('and of what the list of callbacks reads no more than a page is sorted', async () => {
    const plan = await planOf(
      "list_waiting_callbacks('', '-infinity', '0192d3a4-0000-7000-8000-000000000000', 100)",
    );
    expect(plan.match(/Index Scan using callbacks_(waiting|queued)/g)).toHaveLength(2);
    expect(plan).not.toMatch(/(Seq|Bitmap Heap) Scan on callbacks/);
    // Each scan ends with its page, and what is sorted is above that.
    expect(plan.match(/->\s+Limit[^\n]*\n\s+->\s+Index Scan/g)).toHaveLength(2);
  });

  async function planOf(execute: string): Promise<string> {
    const { database } = repositories;
    await database.run({ name: 'steady', text: 'SET plan_cache_mode = force_generic_plan' }, []);
    const lines = await database.run(
      { name: `plan of ${execute.slice(0, 12)}`, text: `EXPLAIN EXECUTE ${execute}` },
      [],
    );
    return lines.map((line) => Object.values(line)[0] as string).join('\n');
  }
});
