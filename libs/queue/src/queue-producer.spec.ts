import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { QueueAdmin, QueueModule, QueueProducer, QueueUnavailableError } from './index.js';
import { eventually } from './testing/eventually.js';
import { RedisForTest } from './testing/redis-for-test.js';

describe('QueueProducer', () => {
  let server: RedisForTest;
  let producer: QueueProducer;

  beforeAll(async () => {
    server = await RedisForTest.start();
  });
  beforeEach(() => {
    producer = new QueueProducer(server.url);
  });
  afterEach(() => producer.close());
  afterAll(() => server.stop());

  it('adds entries in order, right after it was made', async () => {
    const id = await producer.add('q', { n: 0 }, { traceparent: '00-t' });
    const ids = await producer.addMany(
      Array.from({ length: 1_200 }, (_, i) => ({ queue: 'q', data: { n: i + 1 } })),
    );
    const entries = await server.redis.xrange('q', '-', '+');
    expect(entries.map(([entryId]) => entryId)).toEqual([id, ...ids]);
    expect(entries[0]).toEqual([id, ['data', '{"n":0}', 'traceparent', '00-t']]);
    expect(entries.map(([, fields]) => JSON.parse(fields[1]!))).toEqual(entries.map((_, n) => ({ n })));
    await producer.checkWritable([]);
  });

  it('fails at once while Redis is away, and comes back by itself', async () => {
    await producer.checkWritable([]);
    await server.down();
    await expect(producer.add('q', {})).rejects.toThrow(QueueUnavailableError);
    const started = performance.now();
    for (let n = 0; n < 20; n += 1)
      await expect(producer.add('q', {})).rejects.toThrow(QueueUnavailableError);
    await expect(producer.checkWritable([])).rejects.toThrow('not connected to Redis');
    expect(performance.now() - started).toBeLessThan(200);
    await server.up();
    await eventually(() => producer.checkWritable([]));
    await producer.add('q', {});
  });

  it('fails at once when Redis was never there', async () => {
    const lonely = new QueueProducer('redis://127.0.0.1:1');
    const started = performance.now();
    await expect(lonely.add('q', {})).rejects.toThrow(/not connected to Redis: .*ECONNREFUSED/);
    expect(performance.now() - started).toBeLessThan(1_000);
    await lonely.close();
  });

  it('waits about a second for a Redis that is silent, and comes back by itself', async () => {
    await producer.checkWritable([]);
    await server.redis.client('PAUSE', 1_700);
    const started = performance.now();
    const results = await Promise.allSettled([
      producer.add('q', {}),
      producer.add('q', {}),
      producer.checkWritable([]),
    ]);
    expect(performance.now() - started).toBeLessThan(1_500);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: expect.any(QueueUnavailableError) as unknown,
      });
    }
    await eventually(() => producer.checkWritable([]));
  });

  it('says what is wrong when Redis refuses the entry', async () => {
    await server.redis.set('text', 'x');
    await expect(producer.add('text', {})).rejects.toThrow(/^Redis refused the entry: WRONGTYPE/);
    await expect(producer.add('q', { n: 1n })).rejects.toThrow(TypeError);
  });

  it('comes from QueueModule, and closes with the application', async () => {
    @Module({ imports: [QueueModule.forRoot({ redis: server.url })] })
    class App {}
    const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
    const injected = app.get(QueueProducer);
    await injected.add('from-module', { n: 1 });
    expect(await app.get(QueueAdmin).stats('from-module')).toMatchObject({ depth: 1 });
    await app.close();
    await expect(injected.add('from-module', {})).rejects.toThrow(QueueUnavailableError);
  });
});
