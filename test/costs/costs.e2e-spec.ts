import request from 'supertest';
import { newKey, type TestKey } from '../support/api-key.js';
import { EMAIL, MMS, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { routesFile } from '../support/routes-file.js';
import { RunningSystem } from '../support/running-system.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const SOON_MS = 60_000;
const FILE = `
routes:
  - match: { channel: [sms, mms], to_country: FR }
    accounts: vonage
`;

let system: RunningSystem;
let receiver: WebhookReceiver;
let admin: TestKey;
let key: TestKey;

beforeAll(async () => {
  system = await RunningSystem.start({
    API_KEYS_REQUIRED: 'true',
    PRICE_AFTER_SECONDS: '1',
    ROUTES_FILE: routesFile(FILE),
  });
  receiver = await WebhookReceiver.start();
  [admin, key] = await Promise.all([newKey(system, ['admin']), newKey(system, ['send'])]);
  await system.startProcessor();
});
afterAll(async () => {
  await system?.stop();
  await receiver?.stop();
});

const as = (by: TestKey, method: 'get' | 'put' | 'post', path: string, body?: object) =>
  request(system.url)[method](path).set('Authorization', `Bearer ${by.secret}`).send(body);
const post = (body: object, by = key) => as(by, 'post', '/api/v1/messages/send', body);
const costs = async (query: string) =>
  (await as(admin, 'get', `/api/v1/statistics/costs?${query}`).expect(200)).body as Costs;

interface Sums {
  messages: number;
  segments: number;
  priced_segments: number;
  costs: { currency: string; amount: number }[];
}
interface Costs {
  series: (Sums & { group: Record<string, string | null> })[];
  totals: Sums;
}

it('sums segments and prices up by country, key and tag: those told later, and those told with receipts', async () => {
  const { body: sent } = await post({ ...SMS, tags: ['a', 'b'] }).expect(201);
  await post({ ...SMS, body: 'x'.repeat(161), tags: ['a'] }).expect(201);
  await post({ ...MMS, tags: ['b'] }).expect(201);
  await post({ ...SMS, from: '+33612345600', to: '+33612345678' }).expect(201);
  await post(EMAIL).expect(201);
  await eventually(async () => {
    const { totals } = await costs('');
    expect(totals).toEqual({
      messages: 4,
      segments: 5,
      priced_segments: 5,
      costs: [
        { currency: 'EUR', amount: 0.0333 },
        { currency: 'USD', amount: 0.0425 },
      ],
    });
  }, SOON_MS);
  const { body: details } = await as(admin, 'get', `/api/v1/messages/${sent.id}/details`).expect(200);
  expect(details.costs).toEqual([{ currency: 'USD', amount: 0.0075 }]);
  const byCountry = await costs('group_by=country,provider&interval=hour');
  expect(byCountry.series.map(({ group, segments }) => [group, segments])).toEqual([
    [{ provider: 'vonage', country: 'FR' }, 1],
    [{ provider: 'twilio', country: 'US' }, 4],
  ]);
  const byTag = await costs('group_by=tag');
  expect(
    byTag.series.map(({ group, messages, costs: [cost] }) => [group.tag, messages, cost?.amount]),
  ).toEqual([
    ['a', 2, 0.0225],
    ['b', 2, 0.0275],
  ]);
  const byKey = await costs(`group_by=api_key_id&api_key_id=${key.id}`);
  expect(byKey.series).toMatchObject([{ group: { api_key_id: key.id }, messages: 4 }]);
  await as(admin, 'get', '/api/v1/statistics/costs?interval=minute').expect(422);
  await as(admin, 'get', '/api/v1/statistics/costs?group_by=error_code').expect(422);
});

it('asks a provider once for what it has told, and counts no price twice', async () => {
  await eventually(async () => {
    const { rows } = await system.database.pool.query('SELECT 1 FROM price_windows');
    expect(rows).toEqual([]);
  }, SOON_MS);
  const before = (await costs('')).totals;
  await system.database.pool.query(
    `INSERT INTO price_windows (provider, begins, due_at)
     SELECT 'twilio', to_timestamp(600 * floor(extract(epoch FROM created_at) / 600)), now()
       FROM messages ORDER BY id LIMIT 1`,
  );
  await eventually(async () => {
    const { rows } = await system.database.pool.query('SELECT 1 FROM price_windows');
    expect(rows).toEqual([]);
  }, SOON_MS);
  expect((await costs('')).totals).toEqual(before);
});

it('warns of a budget that comes to its end, then stops the texts of its key, each told once', async () => {
  const { body: endpoint } = await as(admin, 'post', '/api/v1/webhook-endpoints', {
    url: receiver.url,
    events: ['budget.warned', 'budget.used_up'],
  }).expect(201);
  receiver.secrets.push(endpoint.secret as string);
  const poor = await newKey(system, ['send']);
  const budget = {
    budget_amount: 0.03,
    budget_currency: 'USD',
    budget_period: 'day',
    budget_warn_percent: 50,
  };
  await as(admin, 'put', `/api/v1/api-keys/${poor.id}/guard`, budget).expect(200);
  const told = () => receiver.received.map(({ type, data }) => [type, data.api_key_id]);

  await post({ ...SMS, body: 'x'.repeat(161) }, poor).expect(201);
  await eventually(() => expect(told()).toEqual([['budget.warned', poor.id]]), SOON_MS);
  expect(receiver.received[0]?.data).toMatchObject({
    used_percent: 50,
    amount: 0.015,
    currency: 'USD',
    period: 'day',
  });
  await post({ ...SMS, body: 'x'.repeat(161) }, poor).expect(201);
  await eventually(() => expect(told()[1]).toEqual(['budget.used_up', poor.id]), SOON_MS);
  await eventually(async () => {
    const { body } = await post(SMS, poor).expect(429);
    expect(body).toMatchObject({
      rule: 'budget',
      errors: [
        { field: 'api_key', reason: expect.stringContaining('has used up its budget of 0.03 USD a day') },
      ],
    });
  }, SOON_MS);
  await post(EMAIL, poor).expect(201);
  await post(SMS).expect(201);
  const { body } = await as(admin, 'get', '/api/v1/admin/guard').expect(200);
  const [state] = body.budgets as { api_key_id: string; used_percent: number; amount: number }[];
  expect(state).toMatchObject({
    ...{ api_key_id: poor.id, period: 'day', state: 'used_up', warn_percent: 50 },
    ...{ budget_segments: null, budget_amount: 0.03, currency: 'USD' },
  });
  expect(state?.used_percent).toBeGreaterThanOrEqual(100);
  expect(state?.amount).toBeGreaterThanOrEqual(0.03);
  expect(told().length).toBe(2);
});
