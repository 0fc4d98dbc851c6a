import { NestFactory } from '@nestjs/core';
import { join } from 'node:path';
import { ApiSettings } from '#config';
import { ApiModule } from '../../../apps/api/src/api.module.js';
import { openApi } from '../../../apps/api/src/documents/open-api.js';
import { root } from '../services/paths.js';

/** Where the description of the API is checked in. */
export const openApiFile = join(root, 'openapi.json');

/** What that file should hold. Nothing is started for it: Nest only looks at the classes. */
export async function openApiText(): Promise<string> {
  const app = await NestFactory.create(ApiModule.forRoot(new ApiSettings()), {
    preview: true,
    logger: false,
  });
  return `${JSON.stringify(openApi(app), null, 2)}\n`;
}
