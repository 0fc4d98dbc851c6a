import { type Command, InvalidArgumentError } from 'commander';
import { ServiceSettings } from '#config';
import {
  type Database,
  type Message,
  MessageFacts,
  MessagePrices,
  MessageScan,
  MessageSources,
  Messages,
} from '#entities';
import { MessageDetailsReader, parseMessageSearch } from '#messaging';
import { traceIdOf } from '#observability';
import { QueueAdmin } from '#queue';
import { isUUID } from 'class-validator';
import { messageDetailsView } from '../../../apps/api/src/messages/message-details.view.js';
import { settingsFrom } from './command-settings.js';
import { withDatabase } from './database.js';
import { messageStory, type Story } from './message-story.js';
import { printRows } from './print.js';

/** Who looks for an address looks for a late message. */
const LISTED = 20;
const SEARCH_MS = 10_000;

/** `sendstream message <id>`: one message's story, as the console has it; or a list of those that an address leads to. */
export function addMessage(program: Command): void {
  program
    .command('message')
    .description('tell what became of a message, why, and what happens next')
    .argument(
      '<id>',
      'its id, the id a provider gave it, or an address; or what the search of the console takes',
      (text) => {
        if (parseMessageSearch(text) === null)
          throw new InvalidArgumentError('It must be an id or an address.');
        return text;
      },
    )
    .option('--json', 'as JSON')
    .action(show);
}

function show(text: string, { json }: { json?: boolean }): Promise<void> {
  return withDatabase(async (database, dataSource) => {
    const messages = new Messages(dataSource, database);
    const found = await find(text, messages, database);
    if (found.length > 1) return printRows(found, json, { rowOf, none: '' });
    const [message] = found;
    if (!message) throw new Error(`There is no message ${text}.`);
    const story = await storyOf(message, messages, database);
    if (!json) return console.log(messageStory(story));
    const { details, ...rest } = story;
    console.log(JSON.stringify({ ...details, request_id: rest.requestId, events: rest.events }, null, 2));
  });
}

/** By our id, or as the console's search finds them, newest first. */
async function find(text: string, messages: Messages, database: Database): Promise<Message[]> {
  const message = isUUID(text) ? await messages.find(text) : null;
  if (message) return [message];
  const search = parseMessageSearch(text) ?? undefined;
  const scan = new MessageScan(database, new MessageSources(database));
  return messages.findAll((await scan.page({ search }, LISTED, SEARCH_MS)).ids);
}

async function storyOf(message: Message, messages: Messages, database: Database): Promise<Story> {
  const settings = settingsFrom(ServiceSettings, 'DATABASE_URL', 'REDIS_URL', 'MAX_RETRIES');
  const queues = new QueueAdmin(settings.redis);
  try {
    const reader = new MessageDetailsReader(
      settings,
      new MessageFacts(database),
      new MessagePrices(database),
      queues,
    );
    const [details, events] = [await reader.of(message), await messages.events(message.id)];
    const { requestId, traceparent } = message;
    const traceId = traceIdOf(traceparent) ?? null;
    return { details: messageDetailsView(message, details), events, requestId, traceId };
  } finally {
    await queues.close();
  }
}

function rowOf({ id, createdAt, direction, type, status, from, to, error }: Message) {
  const created = createdAt.toISOString().slice(0, 19).replace('T', ' ');
  return { created, id, direction, type, status, from, to, error: error?.code ?? '' };
}
