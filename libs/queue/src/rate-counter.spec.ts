import { QueueUnavailableError, RateCounter } from './index.js';
import { eventually } from './testing/eventually.js';
import { RedisForTest } from './testing/redis-for-test.js';

const MINUTE = 60_000;

describe('RateCounter', () => {
  let server: RedisForTest;
  let counters: RateCounter[];

  beforeAll(async () => {
    server = await RedisForTest.start();
  });
  beforeEach(async () => {
    await server.redis.flushall();
    // The machine may be busy; how long a silent Redis is waited for is a test of its own.
    counters = [new RateCounter(server.url, 10_000), new RateCounter(server.url, 10_000)];
    await Promise.all(counters.map((counter) => counter.connect()));
  });
  afterEach(() => Promise.all(counters.map((counter) => counter.close())));
  afterAll(() => server.stop());

  const [first, second] = [() => counters[0] as RateCounter, () => counters[1] as RateCounter];

  it('grants no token twice, over several instances at once', async () => {
    const takes = await Promise.all(
      Array.from({ length: 300 }, (_, n) => (n % 2 ? first() : second()).take('a', 100, MINUTE)),
    );
    const granted = takes.filter((take) => take.granted).map((take) => take.remaining);
    expect(granted.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(takes.filter((take) => !take.granted).every(({ remaining }) => remaining === 0)).toBe(true);
  });

  it('says how long the window goes on, and begins another after it', async () => {
    await expect(first().take('a', 1, 1_500)).resolves.toMatchObject({ granted: true, remaining: 0 });
    const refused = await second().take('a', 1, 1_500);
    expect(refused).toMatchObject({ granted: false, remaining: 0 });
    expect(refused.resetMs).toBeGreaterThan(0);
    expect(refused.resetMs).toBeLessThanOrEqual(1_500);
    await eventually(async () => expect((await second().take('a', 1, 1_500)).granted).toBe(true));
  });

  it('keeps each name apart', async () => {
    await first().take('a', 1, MINUTE);
    expect(await first().take('b', 1, MINUTE)).toMatchObject({ granted: true });
  });

  it('follows a limit or a window that was changed', async () => {
    await first().take('a', 3, MINUTE);
    expect(await first().take('a', 1, MINUTE)).toMatchObject({ granted: false, remaining: 0 });
    const taken = await first().take('a', 5, 1_000);
    expect(taken).toMatchObject({ granted: true, remaining: 3 });
    expect(taken.resetMs).toBeLessThanOrEqual(1_000);
  });

  it('keeps no counter without an end', async () => {
    await first().take('a', 3, MINUTE);
    await server.redis.persist('rate_limit:a');
    await first().take('a', 3, MINUTE);
    expect(await server.redis.pttl('rate_limit:a')).toBeGreaterThan(0);
  });

  it('lets nobody wait for a Redis that is away or silent, and comes back by itself', async () => {
    counters.push(new RateCounter(server.url));
    const impatient = counters[2] as RateCounter;
    await impatient.connect();
    await server.redis.client('PAUSE', 2_000);
    const started = performance.now();
    await expect(impatient.take('a', 3, MINUTE)).rejects.toThrow(QueueUnavailableError);
    expect(performance.now() - started).toBeLessThan(1_500);
    await eventually(async () => void (await first().take('a', 100, MINUTE)));
    await server.down();
    await expect(first().take('a', 3, MINUTE)).rejects.toThrow(QueueUnavailableError);
    await server.up();
    await eventually(async () => void (await first().take('a', 3, MINUTE)));
  });
});
