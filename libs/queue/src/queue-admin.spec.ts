import { eventually } from './testing/eventually.js';
import { JOBS } from './testing/processor-for-test.js';
import { QueueSuite } from './testing/queue-suite.js';

const GROUP = 'processors';

describe('QueueAdmin', () => {
  let suite: QueueSuite;

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  const add = (n: number): Promise<string> => suite.producer.add(JOBS, { n });
  const read = (count: number): Promise<unknown> =>
    suite.server.redis.xreadgroup('GROUP', GROUP, 'c', 'COUNT', count, 'STREAMS', JOBS, '>');
  const group = (): Promise<unknown> => suite.server.redis.xgroup('CREATE', JOBS, GROUP, '0', 'MKSTREAM');
  const living = async (): Promise<string[]> =>
    (await suite.server.redis.xrange(JOBS, '-', '+')).map(([id]) => id);

  describe('position and stats', () => {
    it('of a queue that is not there', async () => {
      expect(await suite.admin.position(JOBS)).toEqual({ lastId: '0-0', oldestLivingId: null, depth: 0 });
      expect(await suite.admin.stats(JOBS)).toEqual({
        ...{ queue: JOBS, length: 0, depth: 0, lag: 0, pending: 0, oldestAgeMs: null, consumers: 0, dead: 0 },
        ...{ paused: false, handledLastMinute: 0 },
      });
    });

    it('without a group: every entry counts as undelivered', async () => {
      const [first, last] = [await add(1), await add(2)];
      expect(await suite.admin.position(JOBS)).toEqual({ lastId: last, oldestLivingId: first, depth: 2 });
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 2, depth: 2, lag: 2, pending: 0 });
    });

    it('with an empty stream', async () => {
      await group();
      expect(await suite.admin.position(JOBS)).toEqual({ lastId: '0-0', oldestLivingId: null, depth: 0 });
    });

    it('with nothing delivered, some pending, some acknowledged out of order, and all handled', async () => {
      const { redis } = suite.server;
      await group();
      const ids = [await add(1), await add(2), await add(3), await add(4)] as const;
      const at = (oldestLivingId: string | null, depth: number) => ({
        lastId: ids[3],
        oldestLivingId,
        depth,
      });
      expect(await suite.admin.position(JOBS)).toEqual(at(ids[0], 4));
      await read(3);
      expect(await suite.admin.position(JOBS)).toEqual(at(ids[0], 4));
      await redis.xack(JOBS, GROUP, ids[1]);
      expect(await suite.admin.position(JOBS)).toEqual(at(ids[0], 3));
      await redis.xack(JOBS, GROUP, ids[0]);
      expect(await suite.admin.position(JOBS)).toEqual(at(ids[2], 2));
      await redis.xack(JOBS, GROUP, ids[2]);
      expect(await suite.admin.position(JOBS)).toEqual(at(ids[3], 1));
      await read(1);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 4, depth: 1, lag: 0, pending: 1 });
      await redis.xack(JOBS, GROUP, ids[3]);
      expect(await suite.admin.position(JOBS)).toEqual(at(null, 0));
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, oldestAgeMs: null });
    });

    it('after entries were deleted by hand, when Redis knows no lag', async () => {
      await group();
      const ids = [await add(1), await add(2), await add(3), await add(4)] as const;
      await read(1);
      await suite.server.redis.xdel(JOBS, ids[2]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 3, lag: 2, pending: 1, depth: 3 });
      await suite.server.redis.xdel(JOBS, ids[3]);
      expect(await suite.admin.position(JOBS)).toEqual({ lastId: ids[3], oldestLivingId: ids[0], depth: 2 });
    });

    it('with ids that only compare right as numbers', async () => {
      const { redis } = suite.server;
      for (const id of ['9-9', '9-10', '10-1']) await redis.xadd(JOBS, id, 'data', '{}');
      await group();
      await read(2);
      await redis.xack(JOBS, GROUP, '9-9');
      expect(await suite.admin.position(JOBS)).toEqual({ lastId: '10-1', oldestLivingId: '9-10', depth: 2 });
    });

    it('tells the age of the oldest entry not yet handled', async () => {
      await group();
      await suite.server.redis.xadd(JOBS, `${Date.now() - 60_000}-0`, 'data', '{}');
      await add(2);
      const { oldestAgeMs } = await suite.admin.stats(JOBS);
      expect(oldestAgeMs).toBeGreaterThan(59_000);
      expect(oldestAgeMs).toBeLessThan(70_000);
    });
  });

  describe('pause', () => {
    it('is exact: nothing added after it is handled until resume', async () => {
      const seen: unknown[] = [];
      const handle = (data: Record<string, unknown>): void => void seen.push(data.n);
      const processors = [await suite.processor(handle), await suite.processor(handle)];
      for (let round = 0; round < 3; round += 1) {
        await suite.admin.pause(JOBS);
        const before = seen.length;
        await suite.producer.addMany([1, 2, 3].map((n) => ({ queue: JOBS, data: { n } })));
        const { paused, lag } = await suite.admin.stats(JOBS);
        expect({ paused, lag }).toEqual({ paused: true, lag: 3 });
        for (const { server } of processors) {
          expect(server.health()).toMatchObject([{ state: 'paused', inHand: 0, stalled: false }]);
        }
        expect(seen.length).toBe(before);
        const resumed = performance.now();
        await suite.admin.resume(JOBS);
        await eventually(() => expect(seen.length).toBe(before + 3));
        expect(performance.now() - resumed).toBeLessThan(1_000);
      }
    });

    it('holds for a consumer that starts later', async () => {
      await suite.admin.pause(JOBS);
      await add(1);
      let calls = 0;
      const { server } = await suite.processor(() => void (calls += 1));
      await eventually(() => expect(server.health()).toMatchObject([{ state: 'paused' }]));
      expect((await suite.admin.stats(JOBS)).lag).toBe(1);
      expect(calls).toBe(0);
      await suite.admin.resume(JOBS);
      await eventually(() => expect(calls).toBe(1));
    });

    it('does not wait for consumers long gone, and says who does not obey', async () => {
      const { redis } = suite.server;
      const record = (at: number): string => JSON.stringify({ state: 'reading', token: '', at });
      await redis.hset(`${JOBS}:consumers`, 'gone', record(Date.now() - 60_000));
      await suite.admin.pause(JOBS);
      await suite.admin.resume(JOBS);
      await redis.hset(`${JOBS}:consumers`, 'deaf', record(Date.now() + 60_000));
      await expect(suite.admin.pause(JOBS, { withinMs: 200 })).rejects.toThrow(
        'jobs is paused, but deaf did not obey',
      );
    });
  });

  describe('a consumer that is stopping', () => {
    it('stands in no pause its way, while its last call goes on', async () => {
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const { server, close } = await suite.processor(() => ended, { shutdownGraceMs: 60_000 });
      await add(1);
      await eventually(() => expect(server.health()).toMatchObject([{ inHand: 1 }]));
      const closed = close();
      await eventually(() => expect(server.health()).toMatchObject([{ state: 'stopped', inHand: 1 }]));
      await suite.admin.pause(JOBS);
      end();
      await closed;
    });
  });

  describe('dead entries', () => {
    const kill = async (count: number): Promise<void> => {
      await suite.server.redis.xadd(JOBS, '*', 'data', 'no json', 'traceparent', '00-t');
      for (let n = 1; n < count; n += 1) await suite.server.redis.xadd(JOBS, '*', 'data', 'no json');
      const { app } = await suite.processor(() => undefined);
      await eventually(async () => expect((await suite.admin.stats(JOBS)).dead).toBe(count));
      await app.close();
    };

    it('come back once, by half an id too', async () => {
      await suite.server.redis.xadd(`${JOBS}:dead`, '1700000000000-1', 'data', '{}');
      const replay = () => suite.admin.replayDead(JOBS, ['1700000000000']);
      expect([await replay(), await replay()]).toEqual([1, 0]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 1, dead: 0 });
    });

    it('come back with replay, one or all, as new entries', async () => {
      await kill(250);
      const [first] = await suite.admin.listDead(JOBS, { limit: 1 });
      expect(await suite.admin.replayDead(JOBS, [first!.id, '1-1'])).toBe(1);
      expect((await suite.server.redis.xrevrange(JOBS, '+', '-', 'COUNT', 1))[0]?.[1]).toEqual([
        'data',
        'no json',
        'traceparent',
        '00-t',
      ]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ dead: 249, depth: 1 });
      expect(await suite.admin.replayDead(JOBS, 'all')).toBe(249);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ dead: 0, depth: 250 });
    });

    it('go with discard, one or all', async () => {
      await kill(3);
      const dead = await suite.admin.listDead(JOBS);
      expect(await suite.admin.discardDead(JOBS, [dead[1]!.id])).toBe(1);
      expect((await suite.admin.listDead(JOBS)).map(({ id }) => id)).toEqual([dead[0]!.id, dead[2]!.id]);
      expect(await suite.admin.discardDead(JOBS, 'all')).toBe(2);
      expect(await suite.admin.discardDead(JOBS, 'all')).toBe(0);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ dead: 0, depth: 0 });
    });
  });

  describe('trim', () => {
    const everything = { maxAgeMs: 0, maxEntries: 0 };

    it('drops nothing without its own group', async () => {
      await add(1);
      expect(await suite.admin.trim(JOBS, everything)).toBe(0);
      expect(await suite.admin.trim('not-there', everything)).toBe(0);
      expect(await living()).toHaveLength(1);
      await suite.server.redis.xgroup('CREATE', JOBS, 'auditors', '$');
      expect(await suite.admin.trim(JOBS, everything)).toBe(0);
    });

    it('never drops an entry that is pending or not yet read, by any rule, for any group', async () => {
      const { redis } = suite.server;
      await group();
      const ids: string[] = [];
      for (let n = 0; n < 6; n += 1) ids.push(await add(n));
      expect(await suite.admin.trim(JOBS, everything)).toBe(0);
      await read(4);
      await redis.xack(JOBS, GROUP, ids[0]!, ids[1]!, ids[3]!);
      expect(await suite.admin.trim(JOBS, everything)).toBe(2);
      expect(await living()).toEqual(ids.slice(2));
      await redis.xack(JOBS, GROUP, ids[2]!);
      await redis.xgroup('CREATE', JOBS, 'auditors', '0');
      expect(await suite.admin.trim(JOBS, everything)).toBe(0);
      await redis.xgroup('DESTROY', JOBS, 'auditors');
      expect(await suite.admin.trim(JOBS, everything)).toBe(2);
      expect(await living()).toEqual(ids.slice(4));
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 2, depth: 2, lag: 2, pending: 0 });
    });

    it('keeps the youngest up to the count, and drops what is too old', async () => {
      const { redis } = suite.server;
      await redis.xadd(JOBS, `${Date.now() - 100_000}-0`, 'data', '{}');
      for (let n = 0; n < 9; n += 1) await add(n);
      const all = await living();
      await group();
      await read(10);
      await redis.xack(JOBS, GROUP, ...all);
      expect(await suite.admin.trim(JOBS, { maxAgeMs: 200_000, maxEntries: 10 })).toBe(0);
      expect(await suite.admin.trim(JOBS, { maxAgeMs: 50_000, maxEntries: 10 })).toBe(1);
      expect(await suite.admin.trim(JOBS, { maxAgeMs: 50_000, maxEntries: 4 })).toBe(5);
      expect(await living()).toEqual(all.slice(6));
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 4, depth: 0 });
    });

    it('goes through a long stream in bounded steps, and the group still counts right', async () => {
      const { redis } = suite.server;
      await suite.producer.addMany(Array.from({ length: 3_500 }, (_, n) => ({ queue: JOBS, data: { n } })));
      const { app } = await suite.processor(() => undefined, { concurrency: 100 });
      await eventually(async () => expect((await suite.admin.stats(JOBS)).depth).toBe(0));
      await app.close();
      const last = await add(-1);
      expect(await suite.admin.trim(JOBS, { maxEntries: 0 })).toBe(3_500);
      expect(await living()).toEqual([last]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 1, depth: 1, lag: 1 });
      await redis.xgroup('DESTROY', JOBS, GROUP);
      await group();
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 1, lag: 1 });
    });
  });
});
