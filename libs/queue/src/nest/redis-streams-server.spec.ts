import { PoisonError, type QueueContext, TransientError } from '../index.js';
import { eventually } from '../testing/eventually.js';
import { LogForTest } from '../testing/log-for-test.js';
import { JOBS } from '../testing/processor-for-test.js';
import { QueueSuite } from '../testing/queue-suite.js';

describe('RedisStreamsServer', () => {
  let suite: QueueSuite;

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  it('hands an entry to its handler with its context, and acknowledges it', async () => {
    const seen: unknown[] = [];
    await suite.processor((data, { queue, entryId, deliveryCount, headers }) => {
      seen.push({ data, queue, entryId, deliveryCount, headers });
    });
    const entryId = await suite.producer.add(JOBS, { n: 1 }, { traceparent: '00-trace' });
    const headers = { traceparent: '00-trace' };
    await eventually(async () => {
      expect(seen).toEqual([{ data: { n: 1 }, queue: JOBS, entryId, deliveryCount: 1, headers }]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 1, depth: 0, pending: 0, dead: 0 });
    });
  });

  it('handles what was added before it started, each entry once', async () => {
    const ids = await suite.producer.addMany(
      Array.from({ length: 300 }, (_, n) => ({ queue: JOBS, data: { n } })),
    );
    const seen: string[] = [];
    await suite.processor((_, { entryId }) => void seen.push(entryId), { concurrency: 7 });
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 }));
    expect(seen).toEqual(ids);
  });

  it('leaves an entry whose handler failed pending, and delivers it again after the visibility time', async () => {
    const seen: number[] = [];
    const started = performance.now();
    await suite.processor(
      (_, { deliveryCount }) => {
        seen.push(deliveryCount);
        if (deliveryCount < 3) throw new Error('not yet');
      },
      { visibilityMs: 300 },
    );
    await suite.producer.add(JOBS, {});
    await eventually(async () => {
      expect(seen).toEqual([1, 2, 3]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 0, dead: 0 });
    });
    expect(performance.now() - started).toBeGreaterThan(600);
  });

  it('buries an entry that failed too often, with the last reason', async () => {
    let calls = 0;
    await suite.processor(
      () => {
        calls += 1;
        throw new Error(`fault ${calls}`);
      },
      { visibilityMs: 150, maxDeliveries: 2 },
    );
    const entryId = await suite.producer.add(JOBS, { n: 1 });
    await eventually(async () => expect(await suite.admin.listDead(JOBS)).toHaveLength(1));
    const [dead] = await suite.admin.listDead(JOBS);
    expect(dead).toMatchObject({
      entryId,
      data: '{"n":1}',
      reason: 'failed 2 times: fault 2',
      deliveries: 2,
    });
    expect(calls).toBe(2);
    expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, dead: 1 });
  });

  it('buries an entry whose deliveries never came to an end, without calling the handler', async () => {
    const { redis } = suite.server;
    const id = await suite.producer.add(JOBS, {});
    await redis.xgroup('CREATE', JOBS, 'processors', '0');
    await redis.xreadgroup('GROUP', 'processors', 'ghost', 'STREAMS', JOBS, '>');
    await redis.xclaim(JOBS, 'processors', 'ghost', 0, id, 'RETRYCOUNT', 3, 'IDLE', 60_000);
    let calls = 0;
    await suite.processor(() => void (calls += 1), { maxDeliveries: 3 });
    await eventually(async () => {
      expect(await suite.admin.listDead(JOBS)).toMatchObject([{ entryId: id, deliveries: 4 }]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 });
    });
    expect(calls).toBe(0);
  });

  it.each([
    ['no data', ['other', 'x'], 'no field "data"'],
    ['no JSON', ['data', '{'], 'data is not JSON'],
    ['no object', ['data', '[1]'], 'data is not a JSON object'],
    ['what the handler calls poison', ['data', '{}'], 'lacks message_id'],
  ])('buries an entry with %s at once', async (_, fields, reason) => {
    await suite.processor((data) => {
      if (!('message_id' in data)) throw new PoisonError('lacks message_id');
    });
    const entryId = await suite.server.redis.xadd(JOBS, '*', ...fields);
    await eventually(async () => {
      expect(await suite.admin.listDead(JOBS)).toMatchObject([{ entryId, reason, deliveries: 1 }]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, dead: 1 });
    });
  });

  it('never has more entries in hand than the concurrency, and uses all of it', async () => {
    let inHand = 0;
    let max = 0;
    const { server } = await suite.processor(
      async () => {
        max = Math.max(max, (inHand += 1));
        await eventually(() => expect(max).toBeGreaterThanOrEqual(4));
        inHand -= 1;
      },
      { concurrency: 4 },
    );
    await suite.producer.addMany(Array.from({ length: 60 }, () => ({ queue: JOBS, data: {} })));
    await eventually(async () => {
      const { pending, depth } = await suite.admin.stats(JOBS);
      expect(pending).toBeLessThanOrEqual(4);
      expect(depth).toBe(0);
    });
    expect(max).toBe(4);
    expect(server.health()).toMatchObject([
      { queue: JOBS, state: 'reading', inHand: 0, error: null, stalled: false },
    ]);
  });

  it('keeps an entry in hand through an outage outside, without using up deliveries, and logs it once', async () => {
    const log = new LogForTest();
    const deliveries: number[] = [];
    let away = true;
    await suite.processor(
      (_, { deliveryCount }) => {
        deliveries.push(deliveryCount);
        if (away) throw new TransientError('database is away', { retryAfterMs: 20 });
      },
      { logger: log, maxDeliveries: 1, visibilityMs: 200 },
    );
    await suite.producer.addMany([1, 2, 3].map((n) => ({ queue: JOBS, data: { n } })));
    await eventually(() => expect(deliveries.length).toBeGreaterThan(30));
    expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 3, dead: 0 });
    away = false;
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0, dead: 0 }));
    expect(new Set(deliveries)).toEqual(new Set([1]));
    const ofHold = log.lines.filter((line) => line.includes('the queue'));
    expect(ofHold).toEqual(['warn: the queue is held back', 'info: the queue is no longer held back']);
  });

  it('uses up no delivery of an entry that is held back while one processor after the other stops', async () => {
    const deliveries: number[] = [];
    const away = (_: unknown, { deliveryCount }: QueueContext) => {
      deliveries.push(deliveryCount);
      throw new TransientError('provider is down', { retryAfterMs: 60_000 });
    };
    await suite.producer.add(JOBS, {});
    for (let stops = 1; stops <= 4; stops += 1) {
      const { close } = await suite.processor(away, { maxDeliveries: 2 });
      await eventually(() => expect(deliveries).toHaveLength(stops));
      await close();
    }
    expect(deliveries).toEqual([1, 1, 1, 1]);
    expect(await suite.admin.stats(JOBS)).toMatchObject({ dead: 0, pending: 1 });
  });

  it('runs what is in hand once, also when its group is lost and made again from the start', async () => {
    const runs: unknown[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const { server } = await suite.processor(
      ({ n }) => {
        runs.push(n);
        return n === 1 ? ended : undefined;
      },
      { concurrency: 2 },
    );
    await suite.producer.add(JOBS, { n: 1 });
    await eventually(() => expect(runs).toEqual([1]));
    await suite.server.redis.xgroup('DESTROY', JOBS, 'processors');
    await suite.producer.add(JOBS, { n: 2 });
    await eventually(() => expect(runs).toContain(2));
    expect(server.health()).toMatchObject([{ inHand: 1 }]);
    end();
    await eventually(async () => expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 }));
    expect(runs).toEqual([1, 2]);
  });

  it('does not hide the error of a handler behind that of Nest', async () => {
    const log = new LogForTest();
    const seen: QueueContext[] = [];
    await suite.processor(
      (_, context) => {
        seen.push(context);
        throw new PoisonError('mine');
      },
      { logger: log },
    );
    await suite.producer.add(JOBS, {});
    await eventually(async () =>
      expect(await suite.admin.listDead(JOBS)).toMatchObject([{ reason: 'mine' }]),
    );
    expect(seen).toHaveLength(1);
    expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
