import { Client } from 'pg';
import request from 'supertest';
import { seed } from '../../tools/src/seed/seed.js';
import { destinationOf, MessageTail } from '#entities';
import { get, reaches, send, type SentMessage, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';

/** More than are read in no order. */
const MESSAGES = 24_000;
const CONVERSATIONS = 3_000;
const HOURS = 3_600_000;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  const client = new Client({ connectionString: system.database.url });
  await client.connect();
  await seed(client, { messages: MESSAGES, conversations: CONVERSATIONS, seed: 1 }, () => undefined);
  await client.end();
}, 60_000);
afterAll(() => system?.stop());

const list = (query: object) => request(system.url).get('/api/v1/messages').query(query);

interface Listed {
  messages: SentMessage[];
  next_cursor: string | null;
}

/** Every message of a list, page by page. */
async function walked(query: object, limit = 100): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const body = (await list({ ...query, limit, cursor }).expect(200)).body as Listed;
    expect(body).not.toHaveProperty('total');
    ids.push(...body.messages.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  return ids;
}

async function idsWhere(condition: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await system.database.pool.query<{ id: string }>(
    `SELECT id FROM messages m WHERE ${condition} ORDER BY id DESC`,
    values,
  );
  return rows.map(({ id }) => id);
}

const ago = (hours: number) => new Date(Date.now() - hours * HOURS).toISOString();
/** Of the metadata of a few messages that are seeded: tools/src/seed/body-sql.ts. */
const CUSTOMER = 'C-112';
const has = (text: string) =>
  `(from_address ILIKE '%${text}%' OR to_address ILIKE '%${text}%' OR '${text}' = ANY (tags) OR error->>'code' = '${text}'
    OR EXISTS (SELECT FROM jsonb_each_text(metadata) WHERE lower(value) = '${text}')
    OR to_tsvector('simple', concat_ws(' ', subject, body)) @@ plainto_tsquery('simple', '${text}'))`;
const KEY = '01900000-0000-7000-9000-000000000003';

/** What is asked for, and the same in SQL. */
const FILTERS: [object, string][] = [
  [{ provider: 'sendgrid', status: 'failed' }, `provider = 'sendgrid' AND status = 'failed'`],
  [{ provider: 'nobody' }, 'false'],
  [{ error_code: '30003' }, `error->>'code' = '30003'`],
  [{ error_code: '21614' }, `error->>'code' = '21614'`],
  [{ error_code: '30003', type: 'email' }, 'false'],
  [{ error_code: '30003', tag: 'login-code' }, `error->>'code' = '30003' AND 'login-code' = ANY (tags)`],
  [{ api_key_id: KEY, tag: 'weekly' }, `api_key_id = '${KEY}' AND 'weekly' = ANY (tags)`],
  [{ api_key_id: KEY, status: ['sent', 'failed'] }, `api_key_id = '${KEY}' AND status IN ('sent', 'failed')`],
  [{ changed_after: ago(5) }, `updated_at >= '${ago(5)}'`],
  [
    { changed_after: ago(300), changed_before: ago(299), type: 'sms' },
    `updated_at >= '${ago(300)}' AND updated_at < '${ago(299)}' AND type = 'sms'`,
  ],
  [
    { changed_after: ago(400), changed_before: ago(200), status: 'failed' },
    `updated_at >= '${ago(400)}' AND updated_at < '${ago(200)}' AND status = 'failed'`,
  ],
  [{ changed_before: ago(700) }, `updated_at < '${ago(700)}'`],
  [{ changed_after: ago(-1) }, 'false'],
  [{ search: CUSTOMER.toLowerCase(), type: 'sms' }, `${has(CUSTOMER.toLowerCase())} AND type = 'sms'`],
  [{ search: CUSTOMER, direction: 'outbound' }, `${has(CUSTOMER.toLowerCase())} AND direction = 'outbound'`],
  [{ search: 'old-town', status: 'failed' }, `${has('old-town')} AND status = 'failed'`],
  [{ search: 'outage-notice' }, `'outage-notice' = ANY (tags)`],
  [{ search: 'weekend-sale', status: 'failed' }, `'weekend-sale' = ANY (tags) AND status = 'failed'`],
  [{ search: '30003' }, has('30003')],
  [{ search: '0102' }, has('0102')],
  [{ search: 'office.example' }, has('office.example')],
  [
    { search: 'orders@corner', status: 'failed' },
    `from_address LIKE '%orders@corner%' AND status = 'failed'`,
  ],
  [
    { search: 'voucher', status: 'failed', type: 'email' },
    `body LIKE '% voucher %' AND status = 'failed' AND type = 'email'`,
  ],
  [{ search: 'room 417' }, `to_tsvector('simple', body) @@ plainto_tsquery('simple', 'room 417')`],
  [{ search: 'parcel friday' }, `to_tsvector('simple', body) @@ plainto_tsquery('simple', 'parcel friday')`],
  [{ search: 'your', error_code: '21614' }, `${has('your')} AND error->>'code' = '21614'`],
  [{ search: '%_%' }, 'false'],
  [{ search: 'parcel & !prescription | (' }, 'false'],
];

describe.each([
  ['complete', 'SELECT 1'],
  [
    'as an older version left it',
    'UPDATE message_index SET provider = NULL, api_key_id = NULL, terms = NULL',
  ],
  ['partly completed', 'SELECT 1'],
])('with an index that is %s, a list', (state, change) => {
  beforeAll(async () => {
    await system.database.pool.query(change);
    if (state === 'partly completed') await system.api.get(MessageTail, { strict: false }).complete(10_000);
  });

  // What the index lacks matters only to some.
  const some = FILTERS.map(([query, sql], n) => [n, query, sql] as const).filter(
    ([n, query]) => state === 'complete' || 'search' in query || n < 3,
  );
  it.each(some.filter(([n]) => state === 'complete' || n % 2 === 0))(
    'has what is asked for and nothing else, case %d: %j',
    async (_, query, sql) => {
      const wanted = await idsWhere(sql);
      expect(wanted.length === 0).toBe(sql === 'false');
      expect(await walked(query)).toEqual(wanted);
    },
  );
});

describe('by destination', () => {
  /** Of codes that several countries share, and of one that is of none. */
  const NUMBERS = [
    '+14165550123',
    '+447400123456',
    '+447781123456',
    '+77012345678',
    '+79161234567',
    '+80012345678',
  ];
  const found = new Map<string, string[]>();
  beforeAll(async () => {
    const { rows: some } = await system.database.pool.query<{ id: string }>(
      `SELECT id FROM messages WHERE direction = 'outbound' AND type <> 'email' ORDER BY id LIMIT ${NUMBERS.length}`,
    );
    for (const [n, { id }] of some.entries())
      await system.database.pool.query('UPDATE messages SET to_address = $2 WHERE id = $1', [id, NUMBERS[n]]);
    const { rows } = await system.database.pool.query<{ id: string; type: string; address: string }>(
      `SELECT id, type, CASE type WHEN 'email' THEN split_part(participant(to_address), '@', 2) ELSE to_address END AS address
         FROM messages ORDER BY id DESC`,
    );
    for (const { id, type, address } of rows) {
      const destination = destinationOf(type, address);
      found.set(destination, [...(found.get(destination) ?? []), id]);
    }
  });

  it.each(['US', 'CA', 'GB', 'GG', 'KZ', 'RU', '+1', '+44', '+800', 'mail.example', 'shop.example'])(
    '%s has the very messages that failures are counted by',
    async (destination) => {
      const wanted = found.get(destination) ?? [];
      expect(await walked({ destination })).toEqual(wanted);
    },
  );

  it('is of some of each kind, alone and beside other filters', async () => {
    for (const destination of ['CA', 'GB', 'GG', 'KZ', 'RU', '+800', 'mail.example'])
      expect([destination, found.get(destination)?.length]).toEqual([destination, expect.any(Number)]);
    const failed = new Set(await idsWhere("status = 'failed'"));
    for (const destination of ['US', 'GB', 'mail.example'])
      expect(await walked({ destination, status: 'failed', changed_after: ago(2_000) })).toEqual(
        found.get(destination)?.filter((id) => failed.has(id)),
      );
    expect(await walked({ destination: 'GB', type: 'email' })).toEqual([]);
  });
});

it('completes all that an older version has indexed, newest first', async () => {
  const tail = system.api.get(MessageTail, { strict: false });
  const order = `SELECT bool_and(provider IS NOT NULL) AS complete, count(*)::int AS n
                   FROM (SELECT provider FROM message_index ORDER BY message_id DESC LIMIT 10000) AS newest`;
  expect((await system.database.pool.query(order)).rows).toEqual([{ complete: true, n: 10_000 }]);
  while ((await tail.complete(20_000)) > 0);
  const { rows } = await system.database.pool.query(
    `SELECT count(*)::int AS n FROM message_index i JOIN messages m ON m.id = i.message_id
      WHERE i.provider = m.provider AND i.api_key_id IS NOT DISTINCT FROM m.api_key_id
        AND (i.terms = '{}') = (m.metadata = '{}')`,
  );
  expect(rows).toEqual([{ n: MESSAGES }]);
});

it('is the same in pages of any size', async () => {
  const query = { search: 'thanks', direction: 'inbound' };
  expect(await walked(query, 7)).toEqual(await walked(query));
});

it('finds a message by each of its ids', async () => {
  const { rows } = await system.database.pool.query<{ id: string; sid: string }>(
    `SELECT id, provider_message_id AS sid FROM messages WHERE provider_message_id LIKE 'SM%' ORDER BY id OFFSET 5000 LIMIT 1`,
  );
  const [{ id, sid } = { id: '', sid: '' }] = rows;
  expect(await walked({ search: id.toUpperCase() })).toEqual([id]);
  expect(await walked({ search: ` ${sid} ` })).toEqual([id]);
  expect(await walked({ search: 'SMff' })).toEqual([]);
});

it('is quick to say that it needs more time, and goes on behind what it has seen', async () => {
  const { body } = await list({ search: 'parcel', tag: 'nothing', status: 'delivered', cursor: '' }).expect(
    200,
  );
  expect(body).toMatchObject({ messages: [] });
});

describe('what was sent just now', () => {
  const to = '+15557770123';
  let message: SentMessage;
  beforeAll(async () => {
    message = await send(system.url, {
      ...SMS,
      to,
      body: 'An umbrella',
      tags: ['fresh'],
      metadata: { case: 'Case-99', nested: { rooms: [12345678] } },
    });
  });
  const FOUND = ['777 0123', '777-0123', 'umbrella', 'fresh', 'case-99', '12345678'];

  it.each(FOUND)('is found at once by %s', async (search) => {
    expect(await walked({ search })).toContain(message.id);
    expect(await walked({ search, provider: 'twilio', changed_after: message.created_at })).toEqual([
      message.id,
    ]);
  });

  it('is found by the same when it is indexed', async () => {
    const processor = await system.startProcessor();
    await reaches(system.url, message.id, 'delivered');
    await processor.close();
    system.processors.length = 0;
    const tail = system.api.get(MessageTail, { strict: false });
    while ((await tail.fold(100)) > 0);
    for (const search of FOUND) expect([search, (await walked({ search }))[0]]).toEqual([search, message.id]);
    const { updated_at } = await get(system.url, message.id);
    expect(await walked({ changed_after: updated_at })).toEqual([message.id]);
    expect(await walked({ changed_before: updated_at, to })).toEqual([]);
  });

  it('is found by its own addresses in a conversation of others', async () => {
    const reply = await send(system.url, { ...SMS, to, parent_id: message.id });
    // As an answer by mail that comes from another address.
    const moved = `WITH m AS (UPDATE messages SET to_address = '+15557771999' WHERE id = $1)
                   UPDATE message_index_tail SET to_participant = '+15557771999' WHERE message_id = $1`;
    await system.database.pool.query(moved, [reply.id]);
    const tail = system.api.get(MessageTail, { strict: false });
    while ((await tail.fold(100)) > 0);
    expect(await walked({ search: '7771999' })).toEqual([reply.id]);
  });
});

it.each<[string, object]>([
  ['search', { search: '' }],
  ['search', { search: '\u200b \u200b' }],
  ['search', { search: 'x'.repeat(201) }],
  ['provider', { provider: '' }],
  ['error_code', { error_code: 'x'.repeat(65) }],
  ['destination', { destination: 'gb' }],
  ['destination', { destination: 'someone@example.org' }],
  ['api_key_id', { api_key_id: 'x' }],
  ['changed_after', { changed_after: 'yesterday' }],
  ['offset', { search: 'x', offset: 1 }],
])('refuses a wrong %s, case %#', async (field, query) => {
  const { body } = await list(query).expect(422);
  expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
});
