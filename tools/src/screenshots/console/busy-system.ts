import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Ask } from './views.js';

/** What is asked of the API by an operator: the method, the path after `/api/v1/`, and a body. */
export type Call = (method: string, path: string, body: object) => Promise<unknown>;

const KEYS = { clinic: 1, bank: 2, shop: 3 };
const keyId = (key: number) => `01900000-0000-7000-9000-00000000000${key}`;
/** Of the seed, and of no live traffic. */
const SHOP_NUMBER = '+14155550117';
const HOUR_MS = 3_600_000;
const WAITS_WITHIN_MS = 30_000;

/** Gives keys budgets, of which one is used up and one nearly. */
export async function giveBudgets(call: Call): Promise<void> {
  const budget = (key: number, segments: number) =>
    call('PUT', `api-keys/${keyId(key)}/guard`, { budget_segments: segments, budget_warn_percent: 80 });
  await budget(KEYS.clinic, 40_000);
  await budget(KEYS.bank, 11_000);
  await budget(KEYS.shop, 5_000);
}

/** Has texts wait for the pace of their sender, and gives others a pace. `send`: by a key that may. */
export async function makeWait(call: Call, send: Call, ask: Ask): Promise<void> {
  await call('PUT', `admin/paces/sender/${encodeURIComponent(SHOP_NUMBER)}`, {
    per_second: 0.02,
    per_day: 2_000,
  });
  await call('PUT', 'admin/paces/account/twilio', { per_second: 80 });
  const until = Date.now() + WAITS_WITHIN_MS;
  // Until the processor knows of the pace, they go at once.
  for (let [n, waiting] = [0, 0]; waiting < 4 && Date.now() < until; n += 1) {
    await send('POST', 'messages/send', {
      ...{
        type: 'sms',
        from: SHOP_NUMBER,
        to: `+121255501${10 + n}`,
        tags: ['weekend-sale'],
        priority: 'bulk',
      },
      body: 'This weekend at Corner Shop: 20 % off everything for the garden. Reply STOP to get no more.',
    });
    await sleep(1_000);
    const { waiting: groups } = (await ask('admin/paces')) as { waiting: { messages: number }[] };
    waiting = groups[0]?.messages ?? 0;
  }
}

/** As the guard does when bursts come. */
export async function stopPrefixes(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const bursts = [
    { prefix: '+447911', burst: 151, usual: 12, refused: 486, ago: 11 * 60_000 },
    { prefix: '+1905', burst: 64, usual: 0, refused: 37, ago: 40 * 60_000 },
  ];
  for (const { prefix, ago, ...why } of bursts) {
    const since = Date.now() - ago;
    await redis.zadd('guard:stopped', since + HOUR_MS, prefix);
    await redis.hset(`guard:prefix:${prefix}`, { ...why, since, stopped: since + HOUR_MS });
  }
  const [today, yesterday] = [0, 24].map((hours) =>
    new Date(Date.now() - hours * HOUR_MS).toISOString().slice(0, 10),
  );
  await redis.hset(`guard:refused:${today}`, { stopped_prefix: 523, recipient_cap: 14, budget: 3 });
  await redis.hset(`guard:refused:${yesterday}`, { recipient_cap: 21, allowed_countries: 6 });
  redis.disconnect();
}
