import type { Command } from 'commander';
import { loadSettings, ServiceSettings } from '#config';
import { ALL_QUEUES } from '#messaging';
import { type DeadEntry, QueueAdmin, type QueueStats, requireRedisDatabase } from '#queue';
import { stateOf } from '../client/queue-state.js';
import { didYouMean } from './nearest.js';
import { printRows } from './print.js';
import { queueNamed } from './queue-named.js';
import { UsageError } from './command-errors.js';

interface Chosen {
  all?: boolean;
}

interface Listed {
  json?: boolean;
}

/** `sendstream queues`: looks into the queues and mends them. */
export function addQueues(program: Command): void {
  const queues = program.command('queues').description('show the queues; pause, resume and mend them');
  const QUEUE = 'its name, or a short form: sms, mms, email, webhook, callback';
  queues
    .command('list', { isDefault: true })
    .description('depth, lag, pending, oldest age, consumers and dead entries of each queue')
    .argument('[unknown...]')
    .option('--json', 'as JSON')
    .action(([unknown]: string[], { json }: Listed) => list(queues, unknown, json));
  queues
    .command('pause')
    .description('stop giving entries of a queue to handlers')
    .argument('<queue>', QUEUE)
    .action((name: string) =>
      withAdmin(async (admin) => {
        await admin.pause(queueNamed(name));
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
        console.log(`${queueNamed(name)} is resumed.`);
      }),
    );
  queues
    .command('dead')
    .description('entries that were given up, and why')
    .argument('<queue>', QUEUE)
    .option('--json', 'as JSON')
    .action((name: string, { json }: Listed) =>
      withAdmin(async (admin) => {
        const none = `${queueNamed(name)} has no dead entries.`;
        printRows(await admin.listDead(queueNamed(name)), json, { rowOf: deadRow, none });
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
        const replayed = await admin.replayDead(queueNamed(name), entriesOf(ids, chosen));
        console.log(`${replayed} queued again.`);
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
        const discarded = await admin.discardDead(queueNamed(name), entriesOf(ids, chosen));
        console.log(`${discarded} discarded.`);
      }),
    );
}

async function list(queues: Command, unknown: string | undefined, json?: boolean): Promise<void> {
  if (unknown !== undefined) {
    const hint = didYouMean(
      unknown,
      queues.commands.map((command) => command.name()),
    );
    throw new UsageError(`There is no command queues ${unknown}.${hint}`);
  }
  await withAdmin(async (admin) => {
    const stats = await Promise.all(ALL_QUEUES.map((queue) => admin.stats(queue)));
    const rows = stats.map((each) => ({ ...each, state: stateOf(each) }));
    printRows(rows, json, { rowOf: statsRow, none: 'There are no queues.' });
  });
}

function entriesOf(ids: string[], { all }: Chosen): 'all' | string[] {
  if (all && ids.length > 0) throw new UsageError('Which entries? Either their ids or --all.');
  if (!all && ids.length === 0) throw new UsageError('Which entries? Their ids, or --all.');
  return all ? 'all' : ids;
}

async function withAdmin(work: (admin: QueueAdmin) => Promise<void>): Promise<void> {
  const { redisUrl } = loadSettings(ServiceSettings, { REDIS_URL: process.env.REDIS_URL });
  const admin = new QueueAdmin(redisUrl);
  try {
    await requireRedisDatabase(redisUrl);
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
