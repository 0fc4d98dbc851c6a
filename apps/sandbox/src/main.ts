import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { loadSettings, SettingsError } from '#config';
import { SandboxSettings } from './sandbox-settings.js';
import { startSandbox } from './start-sandbox.js';

/** Nest's names, from the gravest; a level includes those before it. */
const LEVELS: [setting: string, level: LogLevel][] = [
  ['fatal', 'fatal'],
  ['error', 'error'],
  ['warn', 'warn'],
  ['info', 'log'],
  ['debug', 'debug'],
  ['trace', 'verbose'],
];

async function main(): Promise<void> {
  const settings = loadSettings(SandboxSettings);
  const gravest = LEVELS.findIndex(([setting]) => setting === settings.logLevel);
  const logLevels = LEVELS.slice(0, gravest + 1).map(([, level]) => level);
  const logger = new ConsoleLogger({ logLevels });
  const sandbox = await startSandbox(settings, logger);
  logger.log(`Local Twilio and SendGrid: ${sandbox.url}, what arrived: ${sandbox.url}/messages`, 'Sandbox');

  const stop = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
