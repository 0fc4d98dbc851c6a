import { QueueAdmin, QueueProducer } from '../index.js';
import { eventually } from '../testing/eventually.js';
import { JOBS, type ProcessorForTest, startProcessor } from '../testing/processor-for-test.js';
import { RedisForTest } from '../testing/redis-for-test.js';

describe('RedisStreamsServer', () => {
  let server: RedisForTest;
  let producer: QueueProducer;
  let admin: QueueAdmin;
  let running: ProcessorForTest[] = [];

  const start = async (
    ...args: Parameters<typeof startProcessor> extends [string, ...infer Rest] ? Rest : never
  ) => {
    const processor = await startProcessor(server.url, ...args);
    running.push(processor);
    return processor;
  };

  beforeAll(async () => {
    server = await RedisForTest.start();
    producer = new QueueProducer(server.url);
    admin = new QueueAdmin(server.url);
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((processor) => processor.close()));
    await server.redis.flushall();
  });

  afterAll(async () => {
    await Promise.all([producer.close(), admin.close()]);
    await server.stop();
  });

  it('hands an entry to its handler with its context, and acknowledges it', async () => {
    const seen: unknown[] = [];
    await start((data, context) => {
      seen.push([data, context.queue, context.entryId, context.deliveryCount, context.headers]);
    });
    const id = await producer.add(JOBS, { n: 1 }, { traceparent: '00-trace' });
    await eventually(async () => {
      expect(seen).toEqual([[{ n: 1 }, JOBS, id, 1, { traceparent: '00-trace' }]]);
      expect(await admin.stats(JOBS)).toMatchObject({
        length: 1,
        depth: 0,
        pending: 0,
        dead: 0,
        consumers: 1,
      });
    });
  });
});
