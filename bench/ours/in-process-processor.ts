import { loadSettings, ProcessorSettings } from '#config';
import { runApp } from '#observability';
import { TwilioProvider } from '#providers';
import { randomBytes } from 'node:crypto';
import { createProcessor } from '../../apps/processor/src/create-processor.js';

const prefix = `SM${randomBytes(10).toString('hex')}`;
let taken = 0;

/** Our processor with a provider that takes every message at once: what is left is what we do ourselves. */
TwilioProvider.prototype.send = async () => {
  taken += 1;
  return { providerMessageId: `${prefix}${taken.toString(16).padStart(12, '0')}`, httpStatus: 201 };
};

await runApp(async () => {
  const settings = loadSettings(ProcessorSettings);
  const app = await createProcessor(settings);
  await app.listen(settings.processorPort);
  await app.startAllMicroservices();
  return app;
});
