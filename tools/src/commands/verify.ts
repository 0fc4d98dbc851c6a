import type { Command } from 'commander';
import { ApiSettings, REDIS_VARIABLES } from '#config';
import { terminal } from '../client/terminal.js';
import { queueOperations } from '../verify/queue-operations-step.js';
import {
  pendingWhileQueued,
  processedByWorker,
  processingConfiguration,
  queuedToRedis,
} from '../verify/queue-steps.js';
import { StepFailed, Verification } from '../verify/verification.js';
import { webhookIntegration } from '../verify/webhook-step.js';
import { AlreadyReported } from './command-errors.js';
import { refuseProduction, settingsFrom } from './command-settings.js';
import { apiClient, type RunningApi, withApiOptions } from './running-api.js';

/** What it must know as the API does. */
const VARIABLES = [
  ...REDIS_VARIABLES,
  'PUBLIC_URL',
  'SYNC_MESSAGE_PROCESSING',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_BASE_URL',
];
const START = 'Start the system: npm start';

/** Heading, line of the summary, what to do, and whether it follows the message of the steps before. */
const STEPS: [string, string, (verification: Verification) => Promise<void>, 'alone' | 'message'][] = [
  ['Verify Processing Configuration', 'Async Processing Enabled (Default)', processingConfiguration, 'alone'],
  ['Test Message Queuing to Redis', 'Message Queued to Redis', queuedToRedis, 'alone'],
  ['Check Processing Mode', 'Message Status: Pending (Async Mode)', pendingWhileQueued, 'message'],
  ['Monitor Worker Processing', 'Worker Processed Message', processedByWorker, 'message'],
  ['Test Webhook Integration', 'Webhook Integration', webhookIntegration, 'message'],
  ['Test Queue Operations', 'Queue Operations', queueOperations, 'alone'],
];

/** `sendstream verify`: the contract's verification of the queue, against the running system. Fails unless all six pass. */
export function addVerify(program: Command): void {
  withApiOptions(program.command('verify'))
    .description('prove in six steps that messages of the running system go through the queue')
    .action(verify);
}

async function verify(running: RunningApi): Promise<void> {
  refuseProduction("its message would be real, and its number is nobody's; nothing was sent");
  const verification = new Verification(settingsFrom(ApiSettings, ...VARIABLES), apiClient(running));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void verification.close().finally(() => process.exit(130)));
  }
  try {
    if (!(await passesAll(verification))) throw new AlreadyReported();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new Error(`${error.message}. ${error.hint}`, { cause: error });
  } finally {
    await verification.close();
  }
}

async function passesAll(verification: Verification): Promise<boolean> {
  terminal.heading('Redis Queue Integration Verification');
  terminal.info('Setting up connections...');
  await verification.redis
    .run((redis) => redis.ping())
    .catch(() => {
      throw new StepFailed('Redis does not answer at REDIS_URL', START);
    });
  terminal.pass('Connected to Redis');
  await verification.api.health();
  terminal.pass('API is healthy');

  const results: { title: string; passed: boolean }[] = [];
  const hints: string[] = [];
  for (const [index, [heading, title, step, follows]] of STEPS.entries()) {
    terminal.heading(`Step ${index + 1}: ${heading}`);
    let passed = false;
    if (follows === 'message' && verification.messageId === '') {
      terminal.fail('Skipped: no message was queued');
    } else {
      passed = await step(verification).then(
        () => true,
        (error: unknown) => {
          terminal.fail((error as Error).message);
          if (error instanceof StepFailed) hints.push(error.hint);
          return false;
        },
      );
    }
    results.push({ title, passed });
  }

  terminal.heading('Test Summary');
  for (const { title, passed } of results) {
    if (passed) terminal.pass(`PASS - ${title}`);
    else terminal.fail(`FAIL - ${title}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  terminal.plain('');
  if (failed === 0) terminal.pass('All tests passed!');
  else terminal.fail(`${failed} of ${results.length} failed. ${hints[0] ?? 'See the lines above.'}`);
  return failed === 0;
}
