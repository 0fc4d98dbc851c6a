import { ApiSettings, loadSettings } from '#config';
import { runApp } from '#observability';
import { createApi } from './create-api.js';

await runApp(async () => {
  const settings = loadSettings(ApiSettings);
  const app = await createApi(settings);
  await app.listen(settings.port);
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000 };
});
