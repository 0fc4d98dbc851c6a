import { eventually } from '../testing/eventually.js';
import { JOBS } from '../testing/processor-for-test.js';
import { QueueSuite } from '../testing/queue-suite.js';

const jobs = (count: number) => Array.from({ length: count }, (_, n) => ({ queue: JOBS, data: { n } }));

/** A promise to be settled from outside. */
function latch(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('several consumers of one queue', () => {
  let suite: QueueSuite;

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  it('share the entries, each handled once', async () => {
    const seen = { a: new Set<unknown>(), b: new Set<unknown>() };
    let calls = 0;
    const slow = (of: Set<unknown>) => async (data: Record<string, unknown>) => {
      calls += 1;
      of.add(data.n);
      await eventually(() => expect(Math.min(seen.a.size, seen.b.size)).toBeGreaterThan(0));
    };
    await suite.processor(slow(seen.a), { consumer: 'a' });
    await suite.processor(slow(seen.b), { consumer: 'b' });
    await suite.producer.addMany(jobs(500));
    await eventually(async () =>
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, consumers: 2 }),
    );
    expect(calls).toBe(500);
    expect(seen.a.size).toBeGreaterThan(0);
    expect(seen.b.size).toBeGreaterThan(0);
  });

  it('take over the entries of a dead one after the visibility time, with their delivery count', async () => {
    const { redis } = suite.server;
    await suite.producer.addMany(jobs(25));
    await redis.xgroup('CREATE', JOBS, 'processors', '0');
    await redis.xreadgroup('GROUP', 'processors', 'dead', 'COUNT', 25, 'STREAMS', JOBS, '>');
    const died = performance.now();
    const seen: unknown[] = [];
    const counts = new Set<number>();
    await suite.processor(
      (data, { deliveryCount }) => {
        seen.push(data.n);
        counts.add(deliveryCount);
      },
      { visibilityMs: 400, concurrency: 3 },
    );
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 }));
    expect(performance.now() - died).toBeGreaterThan(390);
    expect(seen.sort((a, b) => Number(a) - Number(b))).toEqual(jobs(25).map(({ data }) => data.n));
    expect(counts).toEqual(new Set([2]));
  });

  it('leave alone what a living one has in hand for long', async () => {
    const finish = latch();
    const calls: string[] = [];
    const handle = (who: string) => async () => {
      calls.push(who);
      await finish.opened;
    };
    await suite.processor(handle('first'), { visibilityMs: 150 });
    await suite.producer.add(JOBS, {});
    await eventually(() => expect(calls).toEqual(['first']));
    await suite.processor(handle('second'), { visibilityMs: 150 });
    // The second one takes over something that really was abandoned, long after the first entry's visibility time.
    const { redis } = suite.server;
    await suite.admin.pause(JOBS);
    const abandoned = await suite.producer.add(JOBS, {});
    await redis.xreadgroup('GROUP', 'processors', 'dead', 'STREAMS', JOBS, '>');
    await suite.admin.resume(JOBS);
    await redis.xclaim(JOBS, 'processors', 'dead', 0, abandoned, 'IDLE', 0, 'JUSTID');
    await eventually(() => expect(calls).toHaveLength(2));
    const pending = (await redis.xpending(JOBS, 'processors', '-', '+', 10)) as unknown[][];
    expect(pending.map(([, , , deliveries]) => deliveries)).toEqual([1, 2]);
    finish.open();
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 }));
    expect(calls).toHaveLength(2);
  });

  it('end what they have in hand at shutdown, acknowledge it, and leave the group', async () => {
    const finish = latch();
    let ended = 0;
    const { app } = await suite.processor(
      async () => {
        await finish.opened;
        ended += 1;
      },
      { concurrency: 20 },
    );
    await suite.producer.addMany(jobs(50));
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 20 }));
    const closed = app.close();
    const readAfter = await suite.producer.add(JOBS, {});
    finish.open();
    await closed;
    expect(ended).toBe(20);
    expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 0, lag: 31, consumers: 0 });
    expect(await suite.server.redis.xinfo('CONSUMERS', JOBS, 'processors')).toEqual([]);
    expect(await suite.admin.position(JOBS)).toMatchObject({ lastId: readAfter });
  });

  it('leave what does not end within the grace time to others, at once', async () => {
    const finish = latch();
    const { app } = await suite.processor(() => finish.opened, { shutdownGraceMs: 100, consumer: 'leaving' });
    const id = await suite.producer.add(JOBS, {});
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 1 }));
    await app.close();
    const [consumer] = (await suite.server.redis.xinfo('CONSUMERS', JOBS, 'processors')) as unknown[][];
    expect(consumer).toEqual(expect.arrayContaining(['leaving', 'pending', 1]));
    const taken: string[] = [];
    await suite.processor((_, { entryId }) => void taken.push(entryId));
    await eventually(() => expect(taken).toEqual([id]));
    finish.open();
  });
});
