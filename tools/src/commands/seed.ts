import { type Command, InvalidArgumentError, Option } from 'commander';
import { ServiceSettings } from '#config';
import { Client } from 'pg';
import { countStatistics } from '../seed/count-statistics.js';
import { isEmpty, seed } from '../seed/seed.js';
import { refuseProduction, settingsFrom } from './command-settings.js';
import { withDatabase } from './database.js';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DUPLICATE = '23505';

interface Options {
  messages: number;
  conversations?: number;
  seed: number;
  sessions: number;
  force?: boolean;
}

/** `sendstream seed`: the last month of three senders, to see the console and its lists among many. Never in production. */
export function addSeed(program: Command): void {
  program
    .command('seed')
    .description(
      'fill the migrated, empty database of DATABASE_URL with the last month of a clinic, a bank and a shop',
    )
    .option('--messages <n>', 'how many', wholeNumber, 1_000_000)
    .option(
      '--conversations <n>',
      'in how many conversations (default: a tenth of the messages)',
      wholeNumber,
    )
    .addOption(
      new Option('--seed <n>', 'the same one gives the same').env('SEED').default(1).argParser(wholeNumber),
    )
    .option(
      '--sessions <n>',
      'make messages in so many sessions at once: faster, with events less in order',
      wholeNumber,
      1,
    )
    .option('--force', 'although there is something in it')
    .action(fill);
}

async function fill({ messages, conversations, seed: number, sessions, force }: Options): Promise<void> {
  refuseProduction('nothing was seeded');
  const { databaseUrl } = settingsFrom(ServiceSettings, 'DATABASE_URL');
  // Only to see that it is migrated: seeding needs a session of its own.
  await withDatabase(() => Promise.resolve());
  const clients = Array.from({ length: sessions }, () => new Client({ connectionString: databaseUrl }));
  const [client, ...helpers] = clients as [Client, ...Client[]];
  await Promise.all(clients.map((each) => each.connect()));
  try {
    if (!force && !(await isEmpty(client)))
      throw new Error('The database is not empty: nothing was seeded. --force seeds it all the same.');
    const wanted = {
      messages,
      conversations: conversations ?? Math.max(1, Math.floor(messages / 10)),
      seed: number,
    };
    await seed(client, wanted, (line) => console.log(line), {
      helpers,
      meanwhile: () => withDatabase(countStatistics),
    });
  } catch (error) {
    // The ids of what is seeded are always the same.
    if ((error as { code?: string }).code !== DUPLICATE) throw error;
    throw new Error('The database was seeded before, which can be done once: nothing was seeded.', {
      cause: error,
    });
  } finally {
    await Promise.all(clients.map((each) => each.end()));
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}
