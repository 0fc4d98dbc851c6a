import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ApiSettings } from '#config';
import { requireSchema } from '#entities';
import { startLogging } from '#observability';
import { requireRedisDatabase } from '#queue';
import { ApiModule } from './api.module.js';
import { BoundedServer } from './http/connections/bounded-server.js';
import { configureHttp } from './configure-http.js';

/** The api, ready to listen. @throws Error in one line when a store is not fit for it. */
export async function createApi(settings: ApiSettings): Promise<NestExpressApplication> {
  const logger = startLogging('api', settings);
  await requireRedisDatabase(settings.redisUrl);
  await requireSchema(settings.databaseUrl);
  const server = new BoundedServer(settings);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(settings), server, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  configureHttp(app, settings);
  return app;
}
