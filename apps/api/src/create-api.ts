import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ApiSettings } from '#config';
import { ServiceLogger } from '#observability';
import { requireRedisDatabase } from '#queue';
import { ApiModule } from './api.module.js';
import { BoundedServer } from './http/connections/bounded-server.js';
import { configureHttp } from './configure-http.js';

/** The api, ready to listen. */
export async function createApi(settings: ApiSettings): Promise<NestExpressApplication> {
  await requireRedisDatabase(settings.redisUrl);
  const server = new BoundedServer(settings);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(settings), server, {
    logger: new ServiceLogger('api', settings.logLevel, settings.isProduction),
    bodyParser: false,
    abortOnError: false,
  });
  configureHttp(app, settings);
  return app;
}
