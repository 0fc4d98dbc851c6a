import { Logger } from '@nestjs/common';
import { loadSettings } from '#config';
import { runApp, ServiceLogger } from '#observability';
import { SandboxSettings } from './sandbox-settings.js';
import { startSandbox } from './start-sandbox.js';

await runApp(async () => {
  const settings = loadSettings(SandboxSettings);
  const sandbox = await startSandbox(
    settings,
    new ServiceLogger({ app: 'sandbox', level: settings.logLevel, json: false }),
  );
  new Logger('Sandbox').log(`the providers, played locally; what arrived: ${sandbox.url}/messages`);
  return sandbox;
});
