import { ApiSettings } from '#config';
import { Ending, listenAt, runApp } from '#observability';
import { loadServiceSettings } from '#providers';
import { createApi } from './create-api.js';
import { documentsOf } from './documents/serve-documents.js';

await runApp(async () => {
  const settings = loadServiceSettings(ApiSettings);
  const app = await createApi(settings);
  // Before anybody can ask for them: who asks first would keep all others waiting.
  documentsOf(app);
  await listenAt(app, settings.port, settings);
  const announceEnd = () => {
    const seconds = settings.drainSeconds;
    if (seconds > 0) app.get(Ending, { strict: false }).announce(seconds);
    return seconds * 1_000;
  };
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000, announceEnd };
});
