import { loadSettings, ProcessorSettings } from '#config';
import { runApp } from '#observability';
import { createProcessor } from './create-processor.js';

await runApp(async () => {
  const settings = loadSettings(ProcessorSettings);
  const app = await createProcessor(settings);
  const close = () => app.close();
  try {
    await app.listen(settings.processorPort);
  } catch (error) {
    // The queues are being read already: what is in hand is brought to its end.
    await close();
    throw error;
  }
  return { close, graceMs: settings.shutdownGraceSeconds * 1_000 };
});
