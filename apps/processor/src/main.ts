import { ProcessorSettings } from '#config';
import { listenAt, runApp } from '#observability';
import { loadServiceSettings } from '#providers';
import { createProcessor } from './create-processor.js';

await runApp(async () => {
  const settings = loadServiceSettings(ProcessorSettings);
  const app = await createProcessor(settings);
  // In this order: one that cannot have its port has taken nothing from any queue yet.
  await listenAt(app, settings.processorPort, settings);
  await app.startAllMicroservices();
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000 };
});
