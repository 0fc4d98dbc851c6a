import { Logger } from '@nestjs/common';
import { OutageLog, type RedisAddress } from '#config';
import { QueueUnavailableError } from '../queue-errors.js';
import type { ConsumerHold } from '../consumer-hold.js';
import { describeError } from '../redis/describe-error.js';
import type { RedisConnection } from '../redis/places/redis-place.js';
import { RedisLink } from '../redis/redis-link.js';
import { requireVersion } from '../redis/server-hello.js';
import { sleep } from '../redis/timing.js';
import type { Retention } from '../retention.js';
import { leaveGroup } from '../scripts/leave-group.js';
import { releaseEntries } from '../scripts/release-entries.js';
import { Heartbeat } from './heartbeat.js';
import type { BuriedFor, Invoke, WordsOf } from './entry-runner.js';
import { Housekeeping } from './housekeeping.js';
import { GroupCreationLog } from './group-creation-log.js';
import { QueueConsumer } from './queue-consumer.js';
import type { QueueHealth } from './queue-health.js';
import { VisibilityExtender } from './visibility-extender.js';

const COMMAND_TIMEOUT_MS = 2_000;

export interface ConsumerProcessOptions {
  redis: string | RedisAddress;
  queues: readonly { name: string; concurrency: number }[];
  group: string;
  consumer: string;
  visibilityMs: number;
  blockMs: number;
  maxDeliveries: number;
  shutdownGraceMs: number;
  retention: Retention;
  stalledAfterMs: number;
  heldBack: (queue: string) => ConsumerHold | null;
  wordsOf: WordsOf;
  buried: (queue: string, reason: BuriedFor) => void;
}

/** All queues this process consumes, the beats they share, and their common end. */
export class ConsumerProcess {
  private readonly logger = new Logger(ConsumerProcess.name);
  private readonly link: RedisLink;
  private readonly queues: QueueConsumer[];
  private readonly control: Heartbeat;
  private readonly visibility: VisibilityExtender;
  private readonly housekeeping: Housekeeping;
  private stopped = false;

  constructor(
    private readonly options: ConsumerProcessOptions,
    invokerOf: (queue: string) => Invoke,
  ) {
    const { group, consumer, retention } = options;
    this.link = new RedisLink(options.redis, {
      name: `queue-consumer:${consumer}`,
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
    });
    const outage = new OutageLog(this.logger, {
      lasts: 'the queue is unreachable; retrying',
      over: 'the queue is reachable again',
    });
    const shared = { outage, groups: new GroupCreationLog(group) };
    this.queues = options.queues.map(
      ({ name, concurrency }) =>
        new QueueConsumer({ ...options, ...shared, queue: name, concurrency }, this.link, invokerOf(name)),
    );
    this.control = new Heartbeat(this.link, { ...options, ...shared }, this.queues);
    this.visibility = new VisibilityExtender(this.link, { ...options, outage }, this.queues);
    this.housekeeping = new Housekeeping(this.link, { group, retention, outage }, this.queues);
  }

  get redis(): RedisConnection {
    return this.link.redis;
  }

  /** Throws `RedisTooOldError`. If Redis is away, resolves within about a second and goes on trying. */
  async start(): Promise<void> {
    await this.checkRedis();
    if (this.stopped) return;
    this.control.start();
    this.visibility.start();
    this.housekeeping.start();
    for (const queue of this.queues) queue.start();
  }

  health(): QueueHealth[] {
    return this.queues.map((queue) => queue.health());
  }

  /** Never rejects; what Redis does not hear any more, others find out by the visibility time. */
  async stop(): Promise<void> {
    this.stopped = true;
    const inTime = new AbortController();
    await Promise.all(this.queues.map((queue) => queue.stop()));
    await this.housekeeping.stop();
    await Promise.race([
      Promise.all(this.queues.map(({ slots }) => slots.emptied())),
      sleep(this.options.shutdownGraceMs, inTime.signal),
    ]);
    inTime.abort();
    await this.visibility.stop();
    await this.control.stop();
    await Promise.all(this.queues.map((queue) => this.leave(queue)));
    await this.link.close();
  }

  private async leave({ queue, slots, acks, abandoned }: QueueConsumer): Promise<void> {
    const { group, consumer, visibilityMs } = this.options;
    const { keys } = this.link;
    const undelivered = abandoned.length;
    const left = [...abandoned, ...slots.ids()];
    try {
      await acks.flushed();
      await this.link.run(async (redis) => {
        if (left.length > 0)
          await releaseEntries.run(
            redis,
            [keys.stream(queue)],
            [...[group, consumer, visibilityMs, undelivered], ...left],
          );
        await leaveGroup.run(redis, [keys.stream(queue), keys.consumers(queue)], [group, consumer]);
      });
      if (left.length > 0)
        this.logger.warn({ msg: 'entries left for other consumers', queue, count: left.length });
    } catch (error) {
      this.logger.warn({ msg: 'could not leave the consumer group', queue, error: describeError(error) });
    }
  }

  private async checkRedis(): Promise<void> {
    await this.link.attempted();
    if (!this.link.isReady) return;
    try {
      const info = await this.link.run((redis) => redis.info('server', 'memory'));
      requireVersion(/^redis_version:(\S+)/m.exec(info)?.[1] ?? 'of unknown version');
      const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
      if (policy !== undefined && policy !== 'noeviction') {
        this.logger.warn({ msg: 'this Redis may evict queues: set maxmemory-policy to noeviction', policy });
      }
    } catch (error) {
      if (!(error instanceof QueueUnavailableError)) {
        await this.link.close();
        throw error;
      }
      this.logger.debug({ msg: 'Redis did not report its version', error: error.message });
    }
  }
}
