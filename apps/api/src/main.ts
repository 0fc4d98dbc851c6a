import { ApiSettings } from '#config';
import { listenAt, runApp } from '#observability';
import { loadServiceSettings } from '#providers';
import { createApi } from './create-api.js';
import { documentsOf } from './documents/serve-documents.js';

await runApp(async () => {
  const settings = loadServiceSettings(ApiSettings);
  const app = await createApi(settings);
  // Before anybody can ask for them: who asks first would keep all others waiting.
  documentsOf(app);
  await listenAt(app, settings.port, settings);
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000 };
});
