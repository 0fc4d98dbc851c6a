import request from 'supertest';
import { EMAIL, MMS, reaches, send, type SentMessage, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
const sent: Record<string, SentMessage> = {};

beforeAll(async () => {
  system = await RunningSystem.start();
  const { url } = system;
  sent.first = await send(url, { ...SMS, tags: ['otp', 'login'] });
  sent.mms = await send(url, { ...MMS, tags: ['promo'] });
  sent.email = await send(url, { ...EMAIL, tags: ['otp'] });
  sent.reply = await send(url, { ...SMS, from: SMS.to, to: SMS.from, parent_id: sent.first.id });
  sent.other = await send(url, { ...SMS, to: '+15550001111' });
  sent.later = await send(url, { ...SMS, send_at: new Date(Date.now() + 3e6) });
  sent.canceled = await send(url, SMS);
  await request(url).post(`/api/v1/messages/${sent.canceled.id}/cancel`).expect(200);
});
afterAll(() => system.stop());

const list = (query: object) => request(system.url).get('/api/v1/messages').query(query);
const newestFirst = () => Object.keys(sent).reverse();

interface Listed {
  messages: SentMessage[];
  total: number;
  next_cursor: string | null;
}

async function namesOf(query: object): Promise<string[]> {
  const { messages, total } = (await list(query).expect(200)).body as Listed;
  expect(total).toBe(messages.length);
  return messages.map(({ id }) => Object.keys(sent).find((name) => sent[name]?.id === id) ?? id);
}

/** Every filter, and what it leaves. */
const FILTERS: [() => object, string[]][] = [
  [() => ({}), ['canceled', 'later', 'other', 'reply', 'email', 'mms', 'first']],
  [() => ({ type: 'mms' }), ['mms']],
  [() => ({ type: 'email', direction: 'outbound' }), ['email']],
  [() => ({ direction: 'inbound' }), []],
  [() => ({ from: SMS.to }), ['reply']],
  [() => ({ from: ' 1 (555) 987-6543' }), ['reply']],
  [() => ({ to: 'Someone <SOMEONE@example.org>' }), ['email']],
  [() => ({ to: '+15550001111', from: SMS.from }), ['other']],
  [() => ({ to: '+15550001111', type: 'mms' }), []],
  [() => ({ tag: 'otp' }), ['email', 'first']],
  [() => ({ tag: 'otp', type: 'sms' }), ['first']],
  [() => ({ tag: 'ot' }), []],
  [() => ({ parent_id: sent.first?.id }), ['reply']],
  [() => ({ conversation_id: sent.first?.conversation_id, type: 'mms' }), ['mms']],
  [() => ({ conversation_id: sent.other?.conversation_id }), ['other']],
  [() => ({ status: 'scheduled' }), ['later']],
  [() => ({ status: ['scheduled', 'canceled'] }), ['canceled', 'later']],
  [() => ({ status: 'pending', type: 'sms' }), ['other', 'reply', 'first']],
  [() => ({ status: 'delivered' }), []],
  [() => ({ status: ['delivered', 'pending'], tag: 'otp' }), ['email', 'first']],
  [() => ({ created_after: sent.other?.created_at }), ['canceled', 'later', 'other']],
  [() => ({ created_before: sent.reply?.created_at, from: SMS.from }), ['mms', 'first']],
  [() => ({ created_before: '2001-01-01' }), []],
];

describe.each(['in the tail', 'in the index'])('a list of messages that are %s', (place) => {
  beforeAll(async () => {
    if (place === 'in the tail') return;
    await system.startProcessor({ SMS_PROVIDER: 'twilio' });
    await eventually(async () => {
      const { rows } = await system.database.pool.query('SELECT 1 FROM message_index_tail');
      expect(rows).toHaveLength(0);
    });
    for (const name of ['first', 'mms', 'email', 'reply', 'other'])
      await reaches(system.url, sent[name]?.id as string, 'delivered');
  });

  it.each(FILTERS.map((filter, index) => [index, ...filter] as const))(
    'is filtered, case %d',
    async (_, query, names) => {
      const wanted = query() as { status?: unknown };
      const statuses = [wanted.status ?? []].flat();
      if (
        place === 'in the index' &&
        statuses.some((status) => status === 'pending' || status === 'delivered')
      )
        return;
      expect(await namesOf(wanted)).toEqual(names);
    },
  );

  it('is walked by offset and by cursor to the same end', async () => {
    const byOffset: string[] = [];
    for (let offset = 0; offset < 7; offset += 3) {
      const { body } = await list({ limit: 3, offset }).expect(200);
      expect(body).toMatchObject({ total: 7, limit: 3, offset });
      expect(body).not.toHaveProperty('total_is_estimate');
      byOffset.push(...(body as Listed).messages.map(({ id }) => id));
    }
    const byCursor: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const body = (await list({ limit: 3, cursor }).expect(200)).body as Listed;
      expect(body).not.toHaveProperty('total');
      byCursor.push(...body.messages.map(({ id }) => id));
      cursor = byCursor.length > 7 ? null : body.next_cursor;
    }
    expect(byOffset).toEqual(newestFirst().map((name) => sent[name]?.id));
    expect(byCursor).toEqual(byOffset);
  });
});

it.each([
  {},
  { status: 'delivered' },
  { status: 'canceled' },
  { type: 'sms' },
  { type: 'sms', status: 'delivered' },
])('is empty past its end, with its total: %j', async (query) => {
  const { total } = (await list(query).expect(200)).body as Listed;
  expect(total).toBeGreaterThan(0);
  for (const offset of [total, 10_001, 3_000_000_000, 999_999_999_999_999]) {
    const { body } = await list({ ...query, offset }).expect(200);
    expect(body).toEqual({ messages: [], total, limit: 50, offset });
  }
});

it('finds delivered messages by their status', async () => {
  expect(await namesOf({ status: 'delivered' })).toEqual(['other', 'reply', 'email', 'mms', 'first']);
  expect(await namesOf({ status: ['delivered', 'canceled'], from: SMS.from, type: 'sms' })).toEqual([
    'canceled',
    'other',
    'first',
  ]);
});

it('shows the messages as they are', async () => {
  const { messages } = (await list({ tag: 'login' }).expect(200)).body as Listed;
  const one = await request(system.url).get(`/api/v1/messages/${sent.first?.id}`).expect(200);
  expect(messages).toEqual([one.body]);
});

it.each<[string, object]>([
  ['status', { status: ['sent', 'lost'] }],
  ['limit', { limit: 0 }],
  ['limit', { limit: 101 }],
  ['offset', { offset: -1 }],
  ['offset', { offset: 'x' }],
  ['offset', { offset: 1, cursor: '' }],
  ['cursor', { cursor: 'abc' }],
  ['from', { from: '12' }],
  ['to', { to: 'a@' }],
  ['created_after', { created_after: 'x' }],
  ['conversation_id', { conversation_id: '1' }],
  ['tag', { tag: '' }],
  ['colour', { colour: 'red' }],
])('refuses a wrong %s, case %#', async (field, query) => {
  const { body } = await list(query).expect(422);
  expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
});

describe('a deep page', () => {
  const NEWER = 100_000;
  beforeAll(async () => {
    const { pool } = system.database;
    await pool.query(
      `INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant, to_participant,
                                  tags, words, provider)
       SELECT ('0fffffff' || substr(gen_random_uuid()::text, 9))::uuid, $1::uuid, now(), 'outbound', 'sms', '+1', '+2', '{}', '', ''
         FROM generate_series(1, $2)`,
      [sent.first?.conversation_id, NEWER],
    );
    await pool.query('VACUUM (ANALYZE) message_index');
  });

  it.each([
    '/api/v1/messages',
    () => `/api/v1/conversations/${sent.first?.conversation_id as string}/messages`,
  ])('is answered within a second, though all before it is passed over', async (where) => {
    const path = typeof where === 'string' ? where : where();
    const started = performance.now();
    const { body } = await request(system.url).get(path).query({ offset: NEWER, limit: 100 }).expect(200);
    expect(performance.now() - started).toBeLessThan(1_000);
    const ids = (body as Listed).messages.map(({ id }) => id);
    const own = newestFirst().map((name) => sent[name]);
    const wanted = path.includes('conversations')
      ? own.filter((message) => message?.conversation_id === sent.first?.conversation_id)
      : own;
    expect(ids).toEqual(wanted.map((message) => message?.id));
  });
});
