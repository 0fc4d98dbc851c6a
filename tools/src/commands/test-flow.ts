import type { Command } from 'commander';
import { isFinal, type MessageStatus } from '#entities';
import type { ApiClient, MessageToSend } from '../client/api-client.js';
import { terminal } from '../client/terminal.js';
import { until } from '../client/until.js';
import { AlreadyReported } from './command-errors.js';
import { refuseProduction } from './command-settings.js';
import { apiClient, type RunningApi, withApiOptions } from './running-api.js';

const FINAL_WITHIN_MS = 60_000;

const MESSAGES: MessageToSend[] = [
  { from: '+15551234567', to: '+15559876543', type: 'sms', body: 'One SMS of sendstream test-flow' },
  {
    from: '+15551234567',
    to: '+15559876543',
    type: 'mms',
    body: 'One MMS of sendstream test-flow',
    attachments: ['https://example.com/picture.png'],
  },
  {
    from: 'Sendstream <hello@example.com>',
    to: 'someone@example.com',
    type: 'email',
    subject: 'One email of sendstream test-flow',
    body: 'It went through the queue.',
  },
];

/** Sends one message and prints each event of its timeline as it comes; answers the status it ends in. */
async function follow(api: ApiClient, message: MessageToSend): Promise<string> {
  const type = message.type.padEnd(5);
  const startedAt = Date.now();
  const { id } = await api.send(message);
  terminal.info(`${type} ${id}`);
  const told = new Set<string>();
  const final = await until(async () => {
    const events = await api.events(id);
    for (const event of events.filter((each) => !told.has(each.id))) {
      told.add(event.id);
      const after = `${Math.max(0, new Date(event.created_at).getTime() - startedAt)} ms`.padStart(8);
      const attempt = event.attempt === null ? '' : ` (attempt ${event.attempt})`;
      const reason = event.reason === null ? '' : `: ${event.reason}`;
      terminal.plain(`  ${type} ${after}  ${event.status.padEnd(9)} ${event.type}${attempt}${reason}`);
    }
    const last = events.at(-1)?.status;
    return last !== undefined && isFinal(last as MessageStatus) ? last : undefined;
  }, FINAL_WITHIN_MS);
  return final ?? 'not final';
}

/** `sendstream test-flow`: one message of each type, to its end. Fails unless all were delivered. */
export function addTestFlow(program: Command): void {
  withApiOptions(program.command('test-flow'))
    .description('send one message of each type through the running system and show its timeline as it moves')
    .action(testFlow);
}

async function testFlow(running: RunningApi): Promise<void> {
  refuseProduction("its messages would be real, and their numbers are nobody's; nothing was sent");
  const api = apiClient(running);
  await api.health();
  terminal.heading('Message Flow');
  const results = await Promise.all(MESSAGES.map((message) => follow(api, message)));
  terminal.heading('Summary');
  for (const [index, result] of results.entries()) {
    const line = `${MESSAGES[index]?.type}: ${result}`;
    if (result === 'delivered') terminal.pass(line);
    else terminal.fail(line);
  }
  if (results.includes('not final'))
    terminal.fail('Some are still on their way: does a processor run? (npm start)');
  if (results.some((result) => result !== 'delivered')) throw new AlreadyReported();
}
