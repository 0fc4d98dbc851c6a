import { ApiSettings, loadSettings } from '#config';
import { listenAt, runApp } from '#observability';
import { createApi } from './create-api.js';

await runApp(async () => {
  const settings = loadSettings(ApiSettings);
  const app = await createApi(settings);
  await listenAt(app, settings.port, settings);
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000 };
});
