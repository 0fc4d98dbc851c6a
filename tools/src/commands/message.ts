import { type Command, InvalidArgumentError } from 'commander';
import { type MessageEvent, Messages } from '#entities';
import { isUUID } from 'class-validator';
import { messageJson } from '#messaging';
import { withDatabase } from './database.js';

/** `sendstream message <id>`: one message and its timeline. */
export function addMessage(program: Command): void {
  program
    .command('message')
    .description('show one message and its timeline')
    .argument('<id>', 'its id, a UUID', (id) => {
      if (!isUUID(id)) throw new InvalidArgumentError('It must be a UUID.');
      return id;
    })
    .option('--json', 'as JSON')
    .action(show);
}

function show(id: string, { json }: { json?: boolean }): Promise<void> {
  return withDatabase(async (database, dataSource) => {
    const messages = new Messages(dataSource, database);
    const [message, events] = [await messages.find(id), await messages.events(id)];
    if (!message) throw new Error(`There is no message ${id}.`);
    const shown = messageJson(message);
    if (json) return console.log(JSON.stringify({ ...shown, events }, null, 2));
    const { type, priority, status, from, to, provider, provider_message_id: providerId } = shown;
    console.log(`${type} ${message.id}: ${status}${priority === 'normal' ? '' : ` (${priority})`}`);
    console.log(`from ${from} to ${to}, by ${provider}${providerId ? ` (${providerId})` : ''}`);
    const startedAt = message.createdAt.getTime();
    for (const event of events) console.log(lineOf(event, startedAt));
  });
}

function lineOf({ createdAt, type, status, attempt, reason }: MessageEvent, startedAt: number): string {
  const after = `+${((createdAt.getTime() - startedAt) / 1_000).toFixed(3)} s`.padStart(14);
  const attempted = attempt === null ? '' : ` (attempt ${attempt})`;
  return `${after}  ${status.padEnd(9)} ${type}${attempted}${reason === null ? '' : `: ${reason}`}`;
}
