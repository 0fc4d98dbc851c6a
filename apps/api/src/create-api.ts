import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ApiSettings } from '#config';
import { requireSchema } from '#entities';
import { startLogging } from '#observability';
import { accountWords } from '#providers';
import { requireUsableRedis } from '#queue';
import { AnswerMask } from './access/answer-mask.js';
import { ApiModule } from './api.module.js';
import { ApiServer } from './api-server.js';
import { configureHttp } from './configure-http.js';
import { documentsOf } from './documents/serve-documents.js';

/** The api, ready to listen. @throws Error in one line when a store is not fit for it. */
export async function createApi(settings: ApiSettings): Promise<NestExpressApplication> {
  const logger = startLogging('api', settings, accountWords(settings));
  await requireUsableRedis(settings.redis);
  await requireSchema(settings);
  const server = new ApiServer(settings);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(settings), server, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  const mask = app.get(AnswerMask);
  mask.describe(() => documentsOf(app).openApi);
  server.mask = mask;
  configureHttp(app, settings);
  return app;
}
