import { loadSettings, ServiceSettings } from '#config';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { isEmpty, seed } from './seed/seed.js';

const USAGE = `npm run seed -- [options]: fills the migrated database of DATABASE_URL
  --messages N        how many (1000000)
  --conversations N   how many (a tenth of the messages)
  --force             although there is something in it`;

/** `npm run seed`: a month of finished messages, to see lists and searches among many. Never in production. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '1000000' },
      conversations: { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const messages = wholeNumber('messages', values.messages);
  const conversations = wholeNumber(
    'conversations',
    values.conversations ?? String(Math.max(1, Math.floor(messages / 10))),
  );
  const { NODE_ENV, DATABASE_URL } = process.env;
  if (NODE_ENV === 'production') throw new Error('This is production: nothing was seeded.');
  const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (!values.force && !(await isEmpty(client)))
      throw new Error('The database is not empty: nothing was seeded. --force seeds it all the same.');
    await seed(client, { messages, conversations }, (line) => console.log(line));
  } finally {
    await client.end();
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number above 0.\n${USAGE}`);
  return Number(text);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
