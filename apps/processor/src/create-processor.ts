import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ProcessorSettings } from '#config';
import { requireSchema } from '#entities';
import { ProviderGates, wordsOfEntry } from '#messaging';
import { configureEdge, Metrics, startLogging } from '#observability';
import { accountWords } from '#providers';
import { RedisStreamsServer, requireUsableRedis } from '#queue';
import type { Server } from 'node:http';
import { ProblemFilter } from './health/problem.filter.js';
import { ProcessorModule } from './processor.module.js';
import { queueSlots } from './queue-slots.js';

/** Beyond the longest call: while all its slots wait for a slow provider, a processor is not stalled. */
const STALLED_AFTER_MS = 60_000;
/** Health is asked for by few, and in no time. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 256;

/** The processor: `listen` opens its HTTP side, which is health alone, and `startAllMicroservices` begins to read its queues. */
export async function createProcessor(settings: ProcessorSettings): Promise<NestExpressApplication> {
  const logger = startLogging('processor', settings, accountWords(settings));
  await requireUsableRedis(settings.redis);
  await requireSchema(settings);
  const server: RedisStreamsServer = new RedisStreamsServer({
    redis: settings.redis,
    queues: queueSlots(settings),
    visibilityMs: settings.queueVisibilitySeconds * 1_000,
    shutdownGraceMs: settings.shutdownGraceSeconds * 1_000,
    stalledAfterMs: STALLED_AFTER_MS + settings.providerTimeoutMs,
    // Asked once it reads: by then the app below is made.
    heldBack: (queue) => gates.heldBack(queue),
    wordsOf: wordsOfEntry,
    buried: (queue, reason) => metrics.queues.buried(queue, reason),
  });
  const app: NestExpressApplication = await NestFactory.create<NestExpressApplication>(
    ProcessorModule.forRoot(settings, server),
    {
      logger,
      abortOnError: false,
      bodyParser: false,
      // It serves health alone: a connection that is merely open must not keep the queues from being closed.
      forceCloseConnections: true,
    },
  );
  const metrics: Metrics = app.get(Metrics, { strict: false });
  configureEdge(app, settings, metrics);
  app.useGlobalFilters(new ProblemFilter());
  const gates: ProviderGates = app.get(ProviderGates, { strict: false });
  app.connectMicroservice({ strategy: server });
  bound(app.getHttpServer() as Server, settings);
  return app;
}

function bound(server: Server, { keepAliveSeconds }: ProcessorSettings): void {
  server.keepAliveTimeout = keepAliveSeconds * 1_000;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
}
