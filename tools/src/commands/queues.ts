import { type Command, InvalidArgumentError } from 'commander';
import { REDIS_VARIABLES, ServiceSettings } from '#config';
import { ALL_QUEUES } from '#messaging';
import { type DeadEntry, QueueAdmin, queueState, type QueueStats, requireUsableRedis } from '#queue';
import { recordIfPossible } from './command-audit.js';
import { didYouMean } from './nearest.js';
import { printRows } from './print.js';
import { queueNamed } from './queue-named.js';
import { UsageError } from './command-errors.js';
import { settingsFrom } from './command-settings.js';

/** Who pauses, for those who see the queue paused. */
const COMMAND = 'command';

interface Chosen {
  all?: boolean;
}

interface Listed {
  json?: boolean;
}

/** `sendstream queues`: looks into the queues and mends them. */
export function addQueues(program: Command): void {
  const queues = program.command('queues').description('show the queues; pause, resume and mend them');
  const QUEUE = 'its name, or a short form: sms, sms:code, sms:bulk, mms, email, webhook, callback';
  queues
    .command('list', { isDefault: true })
    .description('depth, lag, pending, oldest age, consumers and dead entries of each queue')
    .allowExcessArguments()
    .option('--json', 'as JSON')
    .action(({ json }: Listed, { args }: Command) => list(queues, args[0], json));
  queues
    .command('pause')
    .description('stop giving entries of a queue to handlers')
    .argument('<queue>', QUEUE)
    .action((name: string) =>
      withAdmin(async (admin) => {
        await admin.pause(queueNamed(name), { by: COMMAND });
        await recordIfPossible({ action: 'queue.pause', id: queueNamed(name) });
        console.log(`${queueNamed(name)} is paused.`);
      }),
    );
  queues
    .command('resume')
    .description('give entries of a paused queue to handlers again')
    .argument('<queue>', QUEUE)
    .action((name: string) =>
      withAdmin(async (admin) => {
        await admin.resume(queueNamed(name));
        await recordIfPossible({ action: 'queue.resume', id: queueNamed(name) });
        console.log(`${queueNamed(name)} is resumed.`);
      }),
    );
  queues
    .command('dead')
    .description('entries that were given up, and why')
    .argument('<queue>', QUEUE)
    .option('--limit <n>', 'at most so many, the oldest first', wholeNumber, 100)
    .option('--json', 'as JSON')
    .action((name: string, { json, limit }: Listed & { limit: number }) =>
      withAdmin(async (admin) => {
        const queue = queueNamed(name);
        const [entries, { dead }] = await Promise.all([admin.listDead(queue, { limit }), admin.stats(queue)]);
        printRows(entries, json, { rowOf: deadRow, none: `${queue} has no dead entries.` });
        if (dead > entries.length) console.error(`${entries.length} of ${dead}; --limit shows more.`);
      }),
    );
  queues
    .command('replay')
    .description('queue dead entries again')
    .argument('<queue>', QUEUE)
    .argument('[id...]', 'which entries')
    .option('--all', 'all of them')
    .action((name: string, ids: string[], chosen: Chosen) =>
      withAdmin(async (admin) => {
        const wanted = entriesOf(ids, chosen);
        const replayed = await admin.replayDead(queueNamed(name), wanted);
        await recordDead('queue.replay_dead_letters', queueNamed(name), wanted, replayed);
        report(replayed, wanted, 'queued again');
      }),
    );
  queues
    .command('discard')
    .description('throw dead entries away')
    .argument('<queue>', QUEUE)
    .argument('[id...]', 'which entries')
    .option('--all', 'all of them')
    .action((name: string, ids: string[], chosen: Chosen) =>
      withAdmin(async (admin) => {
        const wanted = entriesOf(ids, chosen);
        const discarded = await admin.discardDead(queueNamed(name), wanted);
        await recordDead('queue.discard_dead_letters', queueNamed(name), wanted, discarded);
        report(discarded, wanted, 'discarded');
      }),
    );
}

async function list(queues: Command, unknown: string | undefined, json?: boolean): Promise<void> {
  if (unknown !== undefined) {
    const known = queues.commands.map((command) => command.name());
    throw new UsageError(
      `There is no command queues ${unknown}.${didYouMean(unknown, known)} Commands: ${known.join(', ')}`,
    );
  }
  await withAdmin(async (admin) => {
    const stats = await Promise.all(ALL_QUEUES.map((queue) => admin.stats(queue)));
    const rows = stats.map((each) => ({ ...each, state: queueState(each).text }));
    printRows(rows, json, { rowOf: statsRow, none: 'There are no queues.' });
  });
}

function entriesOf(ids: string[], { all }: Chosen): 'all' | string[] {
  if (all && ids.length > 0) throw new UsageError('Which entries? Either their ids or --all.');
  if (!all && ids.length === 0) throw new UsageError('Which entries? Their ids, or --all.');
  const wrong = ids.find((id) => !/^\d{1,20}-\d{1,20}$/.test(id));
  if (wrong !== undefined)
    throw new UsageError(
      `${wrong} is no id of an entry: sendstream queues dead shows them, such as 1767225600000-0.`,
    );
  return all ? 'all' : [...new Set(ids)];
}

async function recordDead(
  action: string,
  queue: string,
  wanted: 'all' | string[],
  count: number,
): Promise<void> {
  if (count > 0) await recordIfPossible({ action, id: queue, after: { entries: wanted, count } });
}

/** @throws Error when some of the wanted entries are not there. */
function report(done: number, wanted: 'all' | string[], what: string): void {
  console.log(`${done} ${what}.`);
  const missing = wanted === 'all' ? 0 : wanted.length - done;
  if (missing > 0) throw new Error(`Not found: ${missing} of ${wanted.length}.`);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,2}$|^1000$/.test(text))
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.');
  return Number(text);
}

async function withAdmin(work: (admin: QueueAdmin) => Promise<void>): Promise<void> {
  const { redis } = settingsFrom(ServiceSettings, ...REDIS_VARIABLES);
  const admin = new QueueAdmin(redis);
  try {
    await requireUsableRedis(redis);
    await work(admin);
  } finally {
    await admin.close();
  }
}

function statsRow(row: QueueStats & { state: string }): Record<string, string | number> {
  const { queue, depth, lag, pending, oldestAgeMs, consumers, dead, state } = row;
  const oldest = oldestAgeMs === null ? '-' : `${(oldestAgeMs / 1_000).toFixed(1)} s`;
  return { queue, depth, lag, pending, oldest, consumers, dead, state };
}

function deadRow({ id, diedAt, deliveries, reason }: DeadEntry) {
  return { id, diedAt, deliveries, reason };
}
