import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { QueueHandler, QueueProducer, RedisStreamsServer } from '#queue';
import type { Numbers } from '../run/rounds.js';
import type { RedisNodes } from './redis-nodes.js';

/** In a cluster of three equal nodes each is on another. */
const [TEXTS, MAILS, BULK] = ['message_queue:sms', 'message_queue:email', 'message_queue:sms:bulk'] as const;
export const QUEUES = [TEXTS, MAILS, BULK] as const;
const CHUNK = 250;
/** Chunks that are being added at once. */
const ADDERS = 2;
const CONCURRENCY = 500;

/**
 * Entries through queues and nothing else: added as an api adds them, read, handled by nobody and acknowledged as a processor
 * does it, all from one process. What a processor of messages does beside that takes far longer; what counts is what Redis takes.
 */
export async function queueRate(
  nodes: RedisNodes,
  queues: readonly string[],
  entries: number,
): Promise<Numbers> {
  const producer = new QueueProducer(nodes.url);
  let handled = 0;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const app = await consumer(nodes.url, queues, () => {
    handled += 1;
    if (handled === entries) done();
  });
  try {
    const before = await nodes.cpuSeconds();
    const startedAt = performance.now();
    let next = 0;
    const add = async () => {
      while (next < entries) {
        const from = next;
        next += CHUNK;
        const numbers = Array.from({ length: Math.min(CHUNK, entries - from) }, (_, n) => from + n);
        await producer.addMany(
          numbers.map((n) => ({ queue: queues[n % queues.length] ?? '', data: data(n) })),
        );
      }
    };
    await Promise.all(Array.from({ length: ADDERS }, add));
    await all;
    const seconds = (performance.now() - startedAt) / 1_000;
    const used = (await nodes.cpuSeconds()).map((now, n) => now - (before[n] ?? 0));
    const busiest = Math.max(...used);
    return {
      perSecond: entries / seconds,
      redisMicroseconds: (used.reduce((sum, each) => sum + each, 0) * 1e6) / entries,
      // What would pass if nothing but the busiest node bounded it.
      redisLimit: entries / busiest,
    };
  } finally {
    await app.close();
    await producer.close();
  }
}

/** What an entry of a message holds. */
function data(n: number): object {
  const id = `01a218f8-1992-700b-b74c-${String(n).padStart(12, '0')}`;
  return { message_id: id, retry_count: 0, scheduled_at: new Date().toISOString() };
}

async function consumer(
  redis: string,
  queues: readonly string[],
  handled: () => void,
): Promise<{ close(): Promise<void> }> {
  @Controller()
  class Handlers {
    @QueueHandler(TEXTS)
    text(): void {
      handled();
    }

    @QueueHandler(MAILS)
    mail(): void {
      handled();
    }

    @QueueHandler(BULK)
    bulk(): void {
      handled();
    }
  }
  @Module({ controllers: [Handlers] })
  class Consumer {}
  const names = QUEUES.map((name) => ({ name, concurrency: queues.includes(name) ? CONCURRENCY : 1 }));
  const strategy = new RedisStreamsServer({ redis, queues: names, shutdownGraceMs: 1_000 });
  const app = await NestFactory.createMicroservice(Consumer, { strategy, logger: ['error'] });
  await app.listen();
  return app;
}
