import { type CostEntry, costRows, spendingRows } from './cost-rows.js';

const entry = (rest: Partial<CostEntry> = {}): CostEntry => ({
  at: new Date('2026-01-31T12:34:56Z'),
  type: 'sms',
  provider: 'twilio',
  apiKeyId: 'key',
  tags: [],
  country: 'US',
  currency: 'USD',
  messages: 0,
  segments: 0,
  pricedSegments: 1,
  cost: 7_500,
  ...rest,
});

it('adds up in millionths, by hour and day, and by each tag', () => {
  const rows = costRows(
    [...Array(1_000).keys()].map(() => entry({ tags: ['a'] })),
    [],
  );
  expect(
    rows.map(({ facet, step, tag, cost, priced_segments: count }) => [facet, step, tag, cost, count]),
  ).toEqual([
    ['all', 'hour', '', '7.500000', 1_000],
    ['tag', 'hour', 'a', '7.500000', 1_000],
    ['all', 'day', '', '7.500000', 1_000],
    ['tag', 'day', 'a', '7.500000', 1_000],
  ]);
});

it('makes few sums of many names, and loses nothing', () => {
  const entries = [...Array(2_000).keys()].map((n) => entry({ apiKeyId: `key ${n}`, country: `C${n % 7}` }));
  const days = costRows(entries, []).filter(({ step }) => step === 'day');
  expect(days.length).toBeLessThan(500);
  expect(days.reduce((sum, { cost }) => sum + Number(cost), 0)).toBeCloseTo(15, 6);
});

it('keeps what a key spends on its days, and nothing of who has no key', () => {
  const rows = spendingRows([
    entry(),
    entry(),
    entry({ apiKeyId: null }),
    entry({ at: new Date('2026-02-01T00:00:00Z'), currency: '', segments: 3, pricedSegments: 0, cost: 0 }),
  ]);
  expect(rows).toEqual([
    {
      api_key_id: 'key',
      day: '2026-01-31',
      currency: 'USD',
      segments: 0,
      priced_segments: 2,
      cost: '0.015000',
    },
    { api_key_id: 'key', day: '2026-02-01', currency: '', segments: 3, priced_segments: 0, cost: '0.000000' },
  ]);
});
