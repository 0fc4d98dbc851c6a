import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { RedisAddress } from '#config';
import { ConsumerProcess } from '../consumer/consumer-process.js';
import type { BuriedFor, Invoke, WordsOf } from '../consumer/entry-runner.js';
import type { QueueHealth } from '../consumer/queue-health.js';
import type { ConsumerHold } from '../consumer-hold.js';
import { DEFAULT_GROUP } from '../queue-keys.js';
import { DEFAULT_RETENTION, type Retention } from '../retention.js';
import { HandlerRegister } from './handler-register.js';
import type { QueueContext } from '../consumer/queue-context.js';
import { QUEUE_TRANSPORT } from './queue-handler.decorator.js';

interface QueueOptions {
  name: string;
  /** Entries of this queue in hand at once, in this process. */
  concurrency: number;
}

export interface RedisStreamsOptions {
  redis: string | RedisAddress;
  queues: readonly QueueOptions[];
  /** Default `processors`. */
  group?: string;
  /** Name in the group, unique to this process. Default: host, process id and chance. */
  consumer?: string;
  /** Others take an entry over when its consumer was silent for this long. Default 30 seconds. */
  visibilityMs?: number;
  /** How long one read waits in Redis; a dead connection is noticed 3 seconds later. Default 5 seconds. */
  blockMs?: number;
  /** An entry that failed this often goes to the dead stream. Default 5. */
  maxDeliveries?: number;
  /** How long entries in hand may go on at shutdown. Default 30 seconds. */
  shutdownGraceMs?: number;
  retention?: Partial<Retention>;
  /** When the watchdog calls a queue stalled. Default 60 seconds. */
  stalledAfterMs?: number;
  /** What holds a queue's entries back now, for those who ask how it is; asked twice a second. Default: nothing. */
  heldBack?: (queue: string) => ConsumerHold | null;
  /** What the log says of an entry, by its data. Default: nothing. */
  wordsOf?: WordsOf;
  /** Told of each entry that became a dead letter, and why. Default: nobody. */
  buried?: (queue: string, reason: BuriedFor) => void;
}

/**
 * Nest's transport over Redis Streams (Redis 7.0 or newer). Each queue has one handler, declared with
 * `@QueueHandler`. Entries are delivered at least once: after a crash, an outage or the loss of the consumer group
 * (which is made again from the stream's beginning) an entry may come again, so handlers have to be idempotent.
 */
export class RedisStreamsServer extends Server implements CustomTransportStrategy {
  override readonly transportId = QUEUE_TRANSPORT;
  private readonly register = new HandlerRegister();
  private readonly options: Required<RedisStreamsOptions> & { retention: Retention };
  private running: ConsumerProcess | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: RedisStreamsOptions) {
    super();
    this.options = {
      group: DEFAULT_GROUP,
      consumer: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
      visibilityMs: 30_000,
      blockMs: 5_000,
      maxDeliveries: 5,
      shutdownGraceMs: 30_000,
      stalledAfterMs: 60_000,
      heldBack: () => null,
      wordsOf: () => ({}),
      buried: () => undefined,
      ...options,
      retention: { ...DEFAULT_RETENTION, ...options.retention },
    };
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler?: boolean,
    extras?: Record<string, unknown>,
  ): void {
    super.addHandler(pattern, callback, isEventHandler, extras);
    this.register.add(this.normalizePattern(pattern as string));
  }

  /**
   * Starts consuming. Calls back with an error if handlers and configured queues do not match, or if Redis is too old;
   * a Redis that is away is no error, it is waited for.
   */
  override listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Stops reading, lets entries in hand end within the grace time, and leaves. Never rejects. */
  override close(): Promise<void> {
    this.closing ??= this.running?.stop() ?? Promise.resolve();
    return this.closing;
  }

  /** How each queue is doing, for readiness and liveness. Before {@link listen}: empty. */
  health(): QueueHealth[] {
    return this.running?.health() ?? [];
  }

  override on(event: string): never {
    throw new Error(`the Redis Streams transport has no event "${event}"; ask health()`);
  }

  /** The shared connection (ioredis). Throws before {@link listen}. */
  override unwrap<T>(): T {
    if (this.running === undefined) throw new Error('the Redis Streams transport is not listening');
    return this.running.redis as T;
  }

  private async start(): Promise<void> {
    this.register.check(this.options.queues.map(({ name }) => name));
    this.running = new ConsumerProcess(this.options, (queue) => this.invoker(queue));
    await this.running.start();
  }

  private invoker(queue: string): Invoke {
    const handler = this.getHandlerByPattern(queue);
    if (handler === null) throw new Error(`queue ${queue} has no handler`);
    return (data, context) => this.call(handler, data, context);
  }

  /** Between Nest's processing hooks, so that instrumentation sees each entry. */
  private call(handler: MessageHandler, data: object, context: QueueContext): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onProcessingStartHook(this.transportId, context, async () => {
        try {
          const result: unknown = await handler(data, context);
          if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(error);
        } finally {
          this.onProcessingEndHook?.(this.transportId, context);
        }
      });
    });
  }
}
