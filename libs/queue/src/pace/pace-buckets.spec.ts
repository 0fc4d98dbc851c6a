import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { PaceBuckets, type PaceRequest, QueueUnavailableError } from '../index.js';
import { eventually } from '../testing/eventually.js';
import { RedisForTest } from '../testing/redis-for-test.js';
import { LocalShare } from './local-share.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
process.stderr.write(`FUZZ_SEED=${SEED}\n`);

const ask = (
  name: string,
  perSecond: number | null,
  {
    units = 1,
    isUrgent = false,
    dueMs = null,
    line = name,
    perDay = null,
  }: Partial<PaceRequest & { line: string; perDay: number | null }> = {},
): PaceRequest => ({ units, isUrgent, dueMs, buckets: [{ name, rate: { perSecond, perDay }, line }] });

describe('PaceBuckets', () => {
  let server: RedisForTest;
  let processes: PaceBuckets[];

  beforeAll(async () => {
    server = await RedisForTest.start();
    processes = [new PaceBuckets(server.url), new PaceBuckets(server.url)];
  });
  beforeEach(() => server.redis.flushall());
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.close()));
    await server.stop();
  });

  const [first, second] = [() => processes[0] as PaceBuckets, () => processes[1] as PaceBuckets];
  const waits = async (requests: PaceRequest[], by = first()) =>
    (await by.take(requests)).map(({ waitMs }) => waitMs);

  it('let a burst of a second and one go, and tell each of the others a turn of its own', async () => {
    const all: number[] = [];
    const askedAt = performance.now();
    // Each as if it had been asked at the same time.
    for (let n = 0; n < 40; n += 1) {
      const later = performance.now() - askedAt;
      const some = await waits(Array.from({ length: 250 }, () => ask('a', 1)));
      all.push(...some.map((wait) => (wait === 0 ? 0 : wait + later)));
    }
    expect(all.slice(0, 2)).toEqual([0, 0]);
    const rest = all.slice(2);
    rest.forEach((wait, index) => expect(Math.abs(wait - 1_000 * (index + 1))).toBeLessThan(100));
  });

  it('share one state between processes, and know how many these are', async () => {
    await waits([ask('a', 1), ask('a', 1)]);
    const [wait] = await waits([ask('a', 1)], second());
    expect(wait).toBeGreaterThan(900);
    expect(second().askers).toBe(2);
  });

  it('keep for one that comes early the turn it was told, however often it asks', async () => {
    await waits([ask('a', 1), ask('a', 1)]);
    const early = Array.from({ length: 5 }, (_, n) => ask('a', 1, { dueMs: 1_500 + n }));
    for (const _ of [1, 2, 3]) expect(await waits(early)).toEqual([1_500, 1_501, 1_502, 1_503, 1_504]);
    // Nobody was moved back by that.
    const [late] = await waits([ask('a', 1, { dueMs: 0 })]);
    expect(late).toBeLessThanOrEqual(1_000);
  });

  it('let an urgent one go before all that wait, which move back by its units', async () => {
    await waits(Array.from({ length: 100 }, () => ask('a', 10)));
    const [urgent] = await waits([ask('a', 10, { isUrgent: true })]);
    expect(urgent).toBeLessThan(150);
    await delay(urgent as number);
    const again = ask('a', 10, { isUrgent: true, dueMs: 0, units: 20 });
    await eventually(async () => expect(await waits([again])).toEqual([0]));
    const [last] = await waits([ask('a', 10)]);
    expect(last).toBeGreaterThan(8_900 + 2_000 - 1_000);
  });

  it('let lines take turns, and a line that only begins to wait at once', async () => {
    await waits(Array.from({ length: 1_000 }, () => ask('account', 10, { line: 'many' })));
    const [few] = await waits([ask('account', 10, { line: 'few' })]);
    expect(few).toBeLessThan(300);
  });

  it('take from all buckets of a request or from none', async () => {
    const both = (dueMs: number | null): PaceRequest => ({
      ...ask('slow', 1, { dueMs }),
      buckets: [
        { name: 'slow', rate: { perSecond: 1, perDay: null }, line: 'slow' },
        { name: 'account', rate: { perSecond: 5, perDay: null }, line: 'slow' },
      ],
    });
    await first().take(Array.from({ length: 100 }, () => both(null)));
    // Six were free at the account, and the slow sender had two of them.
    expect(
      (await waits(Array.from({ length: 5 }, () => ask('account', 5, { line: 'x' })))).filter((w) => w === 0),
    ).toHaveLength(4);
    expect(await first().take([both(null)])).toMatchObject([{ bucket: 'slow' }]);
  });

  it('keep the limit of a day until the day ends', async () => {
    const all = await waits(Array.from({ length: 6 }, () => ask('a', null, { perDay: 3 })));
    const midnight = 86_400_000 - (Date.now() % 86_400_000);
    expect(all.slice(0, 3)).toEqual([0, 0, 0]);
    expect(Math.abs((all[3] as number) - midnight)).toBeLessThan(2_000);
    expect((all[4] as number) - (all[3] as number)).toBe(86_400_000 / 3);
  });

  it('let nothing go from a bucket that is slowed, and name it', async () => {
    await second().slow('a', 5_000, 60_000);
    const [wait] = await waits([ask('a', 100)]);
    expect(wait).toBeGreaterThan(4_500);
    expect(await waits([ask('b', 100)])).toEqual([0]);
    expect(await first().slowed()).toEqual(['a']);
  });

  it('never let more go than rate and burst in any window, and no less than the rate', async () => {
    const rates = [4, 25, 100];
    const units = fc.sample(fc.integer({ min: 1, max: 3 }), { seed: SEED, numRuns: 3_000 });
    const gone = rates.map(() => [] as { asked: number; at: number; units: number }[]);
    const end = performance.now() + 4_000;
    const run = async (rate: number, index: number, size: number, by: PaceBuckets) => {
      for (let dueMs: number | null = null; performance.now() < end;) {
        const asked = performance.now();
        const [answer] = await by.take([ask(`p${rate}`, rate, { units: size, dueMs })]);
        const waitMs = answer?.waitMs ?? 0;
        if (waitMs === 0) return void gone[index]?.push({ asked, at: performance.now(), units: size });
        if (performance.now() + waitMs > end) return;
        await delay(waitMs);
        dueMs = 0;
      }
    };
    await Promise.all(
      rates.flatMap((rate, index) =>
        units.slice(0, rate * 6).map((size, n) => run(rate, index, size, n % 2 ? first() : second())),
      ),
    );
    rates.forEach((rate, index) => {
      const all = gone[index] ?? [];
      const total = all.reduce((sum, each) => sum + each.units, 0);
      // A busy machine wakes those late whose turn has come.
      expect(total).toBeGreaterThanOrEqual(0.8 * rate * 4 - 3);
      const tooMany = all.flatMap(({ asked: from }, begin) => {
        let sum = 0;
        return all.slice(begin).filter(({ at, units: size }) => {
          sum += size;
          // Each went at some time between the question and the answer, so all of these within this window.
          return sum > 1.02 * rate * ((at - from) / 1_000 + 1) + 3;
        });
      });
      expect(tooMany).toEqual([]);
    });
  });

  it('lets nobody wait for a Redis that is away', async () => {
    await server.down();
    await expect(first().take([ask('a', 1)])).rejects.toThrow(QueueUnavailableError);
    await server.up();
    await eventually(async () => void (await first().take([ask('a', 1)])));
  });
});

describe('a local share', () => {
  it('is the rate divided by the processes there are, and never nothing', () => {
    let now = 0;
    const share = new LocalShare(() => now);
    let gone = 0;
    for (; now < 60_000; now += 10) if (share.take(ask('a', 10), 4).waitMs === 0) gone += 1;
    expect(gone).toBeGreaterThan(145);
    expect(gone).toBeLessThanOrEqual(60 * 2.5 + 3);
    now = 0;
    const slow = new LocalShare(() => now);
    let trickled = 0;
    for (; now < 60_000; now += 100) if (slow.take(ask('a', 0.001), 4).waitMs === 0) trickled += 1;
    expect(trickled).toBeGreaterThanOrEqual(6);
  });
});
