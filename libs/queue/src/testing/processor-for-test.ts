import { Controller, type INestMicroservice, type LoggerService, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { QueueContext } from '../consumer/queue-context.js';
import { QueueHandler } from '../nest/queue-handler.decorator.js';
import { type RedisStreamsOptions, RedisStreamsServer } from '../nest/redis-streams-server.js';

export type Handle = (data: Record<string, unknown>, context: QueueContext) => unknown;

/** A processor in this process: a real Nest microservice with one handler, on queue `jobs`. */
export interface ProcessorForTest {
  server: RedisStreamsServer;
  app: INestMicroservice;
  close: () => Promise<void>;
}

export interface ProcessorOptions extends Partial<RedisStreamsOptions> {
  concurrency?: number;
  logger?: LoggerService | false;
}

export const JOBS = 'jobs';

export async function startProcessor(
  redisUrl: string,
  handle: Handle,
  { concurrency = 10, logger = false, ...options }: ProcessorOptions = {},
): Promise<ProcessorForTest> {
  @Controller()
  class Jobs {
    @QueueHandler(JOBS)
    handle(@Payload() data: Record<string, unknown>, @Ctx() context: QueueContext): unknown {
      return handle(data, context);
    }
  }
  @Module({ controllers: [Jobs] })
  class Processor {}

  const defaults = { redis: redisUrl, queues: [{ name: JOBS, concurrency }], shutdownGraceMs: 1_000 };
  const server = new RedisStreamsServer({ ...defaults, ...options });
  const app = await NestFactory.createMicroservice(Processor, {
    strategy: server,
    logger,
    abortOnError: false,
  });
  await app.listen();
  return { server, app, close: () => app.close() };
}
