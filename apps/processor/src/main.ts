import { loadSettings, ProcessorSettings } from '#config';
import { runApp } from '#observability';
import { createProcessor } from './create-processor.js';

await runApp(async () => {
  const settings = loadSettings(ProcessorSettings);
  const app = await createProcessor(settings);
  await app.listen(settings.processorPort);
  return { close: () => app.close(), graceMs: settings.shutdownGraceSeconds * 1_000 };
});
