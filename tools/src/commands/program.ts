import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { misspelledVariables, SettingsError, variableName } from '#config';
import { accountVariables } from '#providers';
import { SandboxSettings } from '../../../apps/sandbox/src/sandbox-settings.js';
import { root } from '../services/paths.js';
import { addAfterRestore } from './after-restore.js';
import { addApiKey } from './api-key.js';
import { addDatabaseRole } from './database-role.js';
import { failureLine } from './failure-line.js';
import { withHelpInOrder } from './help-words.js';
import { addMessage } from './message.js';
import { addMigrate } from './migrate.js';
import { addOpenApi } from './openapi.js';
import { addProviderEvents } from './provider-events.js';
import { addQueues } from './queues.js';
import { addRedisCli } from './redis-cli.js';
import { addSeed } from './seed.js';
import { addStart } from './start.js';
import { addTestFlow } from './test-flow.js';
import { AlreadyReported, UsageError } from './command-errors.js';
import { addVerify } from './verify.js';

/** 0: done. */
const FAILED = 1;
const USED_WRONGLY = 2;

const COMMANDS = [
  addStart,
  addMigrate,
  addDatabaseRole,
  addQueues,
  addMessage,
  addApiKey,
  addProviderEvents,
  addAfterRestore,
  addVerify,
  addTestFlow,
  addSeed,
  addOpenApi,
  addRedisCli,
];

const NOTES = `
Settings come from the environment and from .env; beside a running \`sendstream start\` they are those of that system.
Exit codes: 0 done, 1 failed, 2 used wrongly.`;

/** Does what the command line asks for, prints what comes of it, and answers the exit code. Never throws. */
export async function runCommand(args: string[]): Promise<number> {
  const program = new Command('sendstream')
    .description('Starts, inspects and mends Sendstream.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText('after', NOTES)
    .hook('preAction', (_, command) => warnOfMisspelled(command.name()));
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync(withHelpInOrder(program, args), { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed what it has to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USED_WRONGLY;
    if (error instanceof AlreadyReported) return error.exitCode;
    console.error(failureLine(error));
    return error instanceof UsageError || error instanceof SettingsError ? USED_WRONGLY : FAILED;
  }
}

/** `start` leaves that to the apps it starts. */
function warnOfMisspelled(command: string): void {
  if (command === 'start') return;
  const known = [...Object.keys(new SandboxSettings()).map(variableName), ...Object.keys(accountVariables())];
  for (const line of misspelledVariables(process.env, known)) console.error(`Warning: ${line}`);
}

function version(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
