import { QueueAdmin } from '../queue-admin.js';
import { QueueProducer } from '../queue-producer.js';
import {
  type Handle,
  type ProcessorForTest,
  type ProcessorOptions,
  startProcessor,
} from './processor-for-test.js';
import { RedisForTest } from './redis-for-test.js';

/** What every suite of the queue needs: a Redis of its own, both ends, and processors that end with their test. */
export class QueueSuite {
  private readonly processors: ProcessorForTest[] = [];

  private constructor(
    readonly server: RedisForTest,
    readonly producer: QueueProducer,
    readonly admin: QueueAdmin,
  ) {}

  static async start(): Promise<QueueSuite> {
    const server = await RedisForTest.start();
    return new QueueSuite(server, new QueueProducer(server.url), new QueueAdmin(server.url));
  }

  async processor(
    handle: Handle,
    options: ProcessorOptions & { url?: string } = {},
  ): Promise<ProcessorForTest> {
    const { url = this.server.url, ...rest } = options;
    const processor = await startProcessor(url, handle, rest);
    this.processors.push(processor);
    return processor;
  }

  /** After each test: nothing runs and nothing is left. */
  async reset(): Promise<void> {
    await Promise.all(this.processors.splice(0).map((processor) => processor.close()));
    await this.server.redis.flushall();
  }

  async stop(): Promise<void> {
    await Promise.all([this.producer.close(), this.admin.close()]);
    await this.server.stop();
  }
}
