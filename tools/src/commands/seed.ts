import { type Command, InvalidArgumentError } from 'commander';
import { loadSettings, ServiceSettings } from '#config';
import { Client } from 'pg';
import { isEmpty, seed } from '../seed/seed.js';

interface Wish {
  messages: number;
  conversations?: number;
  force?: boolean;
}

/** `sendstream seed`: a month of finished messages, to see lists and searches among many. Never in production. */
export function addSeed(program: Command): void {
  program
    .command('seed')
    .description('fill the migrated, empty database of DATABASE_URL with a month of finished messages')
    .option('--messages <n>', 'how many', wholeNumber, 1_000_000)
    .option(
      '--conversations <n>',
      'in how many conversations (default: a tenth of the messages)',
      wholeNumber,
    )
    .option('--force', 'although there is something in it')
    .action(fill);
}

async function fill({ messages, conversations, force }: Wish): Promise<void> {
  const { NODE_ENV, DATABASE_URL } = process.env;
  if (NODE_ENV === 'production') throw new Error('This is production: nothing was seeded.');
  const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (!force && !(await isEmpty(client)))
      throw new Error('The database is not empty: nothing was seeded. --force seeds it all the same.');
    const wanted = { messages, conversations: conversations ?? Math.max(1, Math.floor(messages / 10)) };
    await seed(client, wanted, (line) => console.log(line));
  } finally {
    await client.end();
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}
