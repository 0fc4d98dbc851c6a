import { TcpProxy } from '../../../../test/support/tcp-proxy.js';
import { eventually } from '../testing/eventually.js';
import { LogForTest } from '../testing/log-for-test.js';
import { JOBS } from '../testing/processor-for-test.js';
import { QueueSuite } from '../testing/queue-suite.js';
import { RedisForTest } from '../testing/redis-for-test.js';

describe('a consumer heals itself', () => {
  let suite: QueueSuite;
  let seen: unknown[];
  const handle = (data: Record<string, unknown>): void => void seen.push(data.n);
  const troubles = (log: LogForTest): string[] => log.lines.filter((line) => line.includes('reach'));

  /** Adds an entry as soon as Redis takes it, and waits until it was handled. */
  async function works(n: number, withinMs?: number): Promise<void> {
    await eventually(async () => void (await suite.producer.add(JOBS, { n })), withinMs);
    await eventually(() => expect(seen).toContain(n), withinMs);
  }

  beforeAll(async () => {
    suite = await QueueSuite.start();
  });
  beforeEach(() => (seen = []));
  afterEach(() => suite.reset());
  afterAll(() => suite.stop());

  it('after FLUSHALL: the group is made again from the beginning', async () => {
    await suite.processor(handle);
    await works(1);
    await suite.server.redis.flushall();
    await works(2);
    await eventually(async () =>
      expect(await suite.admin.stats(JOBS)).toMatchObject({ length: 1, depth: 0 }),
    );
  });

  it('after XGROUP DESTROY and DEL: no entry is passed over', async () => {
    await suite.processor(handle);
    await works(1);
    await suite.server.redis
      .multi()
      .xgroup('DESTROY', JOBS, 'processors')
      .xadd(JOBS, '*', 'data', '{"n":2}')
      .exec();
    await works(3);
    expect(seen).toContain(2);
    await suite.server.redis.multi().del(JOBS).xadd(JOBS, '*', 'data', '{"n":4}').exec();
    await works(5);
    expect(seen).toContain(4);
  });

  it('after XGROUP DESTROY of a long stream: only the latest of what was handled comes again', async () => {
    const handled = 3_000;
    await suite.processor(handle, { concurrency: 100 });
    const entries = suite.server.redis.pipeline();
    for (let n = 0; n < handled; n += 1) entries.xadd(JOBS, '*', 'data', JSON.stringify({ n }));
    await entries.exec();
    await eventually(() => expect(seen).toHaveLength(handled));
    await eventually(async () => expect(await suite.server.redis.xlen(JOBS)).toBe(1_000));
    await suite.server.redis.xgroup('DESTROY', JOBS, 'processors');
    await works(handled);
    await eventually(() => expect(seen).toHaveLength(handled + 1_000 + 1));
  });

  it('after CLIENT KILL', async () => {
    const log = new LogForTest();
    await suite.processor(handle, { logger: log });
    await works(1);
    for (let n = 2; n < 7; n += 1) {
      await suite.server.redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await works(n);
    }
  });

  it('when Redis is killed and comes back empty, and says so once', async () => {
    const log = new LogForTest();
    const { server } = await suite.processor(handle, { logger: log });
    await works(1);
    await suite.server.down();
    await eventually(() => expect(server.health()).toMatchObject([{ state: 'failing', stalled: false }]));
    expect(server.health()[0]?.error).toMatch(/ECONNREFUSED|closed/);
    await suite.server.up();
    await works(2);
    await eventually(() => expect(server.health()).toMatchObject([{ state: 'reading', error: null }]));
    expect(troubles(log)).toEqual([
      'warn: the queue is unreachable; retrying',
      'info: the queue is reachable again',
    ]);
  });

  it('when Redis comes up only after it', async () => {
    await suite.server.down();
    const { server } = await suite.processor(handle);
    await eventually(() =>
      expect(server.health()).toMatchObject([{ state: 'failing', lastReadAgoMs: null }]),
    );
    await suite.server.up();
    await works(1);
  });

  it('after CLIENT PAUSE', async () => {
    await suite.processor(handle);
    await works(1);
    await suite.server.redis.client('PAUSE', 2_500);
    await works(2, 8_000);
  }, 15_000);

  it('after Redis was busy', async () => {
    await suite.processor(handle);
    await works(1);
    await suite.server.redis.call('DEBUG', 'SLEEP', '1.1');
    await works(2);
  });

  it('when Redis runs out of memory: what is queued is still handled', async () => {
    await suite.processor(handle);
    await works(1);
    const { redis } = suite.server;
    await suite.admin.pause(JOBS);
    await suite.producer.add(JOBS, { n: 2 });
    await redis.config('SET', 'maxmemory', '1');
    await expect(suite.producer.add(JOBS, { n: 3 })).rejects.toThrow('OOM');
    await suite.admin.resume(JOBS);
    await eventually(async () => {
      expect(seen).toEqual([1, 2]);
      expect(await suite.admin.stats(JOBS)).toMatchObject({ depth: 0 });
    });
    await redis.config('SET', 'maxmemory', '0');
    await works(4);
  });

  it('when its Redis becomes a replica and then a master again', async () => {
    const other = await RedisForTest.start();
    try {
      const { server } = await suite.processor(handle);
      await works(1);
      await suite.server.redis.replicaof('127.0.0.1', other.port);
      await eventually(() => expect(server.health()).toMatchObject([{ state: 'failing' }]));
      await suite.server.redis.replicaof('NO', 'ONE');
      await works(2);
    } finally {
      await other.stop();
    }
  });

  it('when its connections are dead and nobody tells it', async () => {
    const proxy = await TcpProxy.start({ host: '127.0.0.1', port: suite.server.port });
    try {
      await suite.processor(handle, { url: `redis://127.0.0.1:${proxy.port}`, blockMs: 300 });
      await works(1);
      proxy.freeze();
      await works(2, 8_000);
    } finally {
      await suite.reset();
      await proxy.stop();
    }
  }, 15_000);

  it('hands nothing over while it cannot learn whether the queue is paused', async () => {
    const { redis } = suite.server;
    await redis.acl('SETUSER', 'worker', 'ON', '>secret', '~*', '+@all');
    const { server } = await suite.processor(handle, {
      url: suite.server.url.replace('//', '//worker:secret@'),
    });
    await works(1);
    await redis.acl('SETUSER', 'worker', '-eval', '-evalsha');
    await eventually(() => expect(server.health()[0]?.error).toMatch(/NOPERM/));
    // Resolves although this consumer never answers, once its last answer is too old.
    await suite.admin.pause(JOBS);
    await suite.producer.add(JOBS, { n: 2 });
    await eventually(async () => {
      expect(await suite.admin.stats(JOBS)).toMatchObject({ pending: 1 });
      expect(server.health()).toMatchObject([{ state: 'failing', inHand: 1 }]);
    });
    await redis.acl('SETUSER', 'worker', '+@all');
    await eventually(() => expect(server.health()).toMatchObject([{ state: 'paused', inHand: 1 }]));
    expect(seen).toEqual([1]);
    await suite.admin.resume(JOBS);
    await eventually(() => expect(seen).toEqual([1, 2]));
  }, 15_000);
});
