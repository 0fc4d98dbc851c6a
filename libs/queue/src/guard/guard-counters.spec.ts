import { QueueKeys } from '../queue-keys.js';
import { RedisForTest } from '../testing/redis-for-test.js';
import { SLOT_MS } from './count-all.js';
import { GuardCounters } from './guard-counters.js';

const DAY_MS = 86_400_000;
const PREFIX = '+1555';
const BURST = { max: 5, factor: 3, stopMs: 60_000 };
const keys = new QueueKeys({ kind: 'single', keyPrefix: '' });

let server: RedisForTest;
let counters: GuardCounters;
beforeAll(async () => {
  server = await RedisForTest.start();
  counters = new GuardCounters(server.url);
});
afterAll(async () => {
  await counters.close();
  await server.stop();
});

const texts = (count: number) => Array.from({ length: count }, () => ({ of: [], prefix: PREFIX }));

/** What was counted was counted a day ago, and prefixes have been watched for longer. */
async function nextDay(): Promise<void> {
  const { redis } = server;
  await redis.set(keys.guardSince, Date.now() - 3 * DAY_MS);
  const key = keys.guardPrefix(PREFIX);
  await redis.hincrby(key, 'day', -1);
  await redis.hincrby(key, 'slot', -DAY_MS / SLOT_MS);
}

it('what was given back is not usual on the next day', async () => {
  await counters.take(texts(30), { ...BURST, max: 100 });
  await counters.giveBack(texts(20));
  await nextDay();
  const verdicts = await counters.take(texts(40), BURST);
  // Three times the ten that were accepted.
  expect(verdicts.filter((verdict) => verdict === null)).toHaveLength(30);
  expect(verdicts[30]).toMatchObject({ stopsPrefix: true });
});
