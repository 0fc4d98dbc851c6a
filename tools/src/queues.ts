import { parseArgs } from 'node:util';
import { loadSettings, ServiceSettings } from '#config';
import { ALL_QUEUES } from '#messaging';
import { QueueAdmin, type QueueStats } from '#queue';
import { table } from './client/table.js';

const USAGE = `npm run queues                                        what is in every queue (-- --json)
npm run queues pause|resume <queue>                   stop and go on giving entries to handlers
npm run queues dead <queue>                           entries that were given up, and why (-- --json)
npm run queues replay|discard <queue> <id>...         queue them again, or throw them away (-- --all)`;

class UsageError extends Error {}

async function run(admin: QueueAdmin): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, all: { type: 'boolean' } },
  });
  const [command = 'list', queue, ...ids] = positionals;
  if (command === 'list') {
    const stats = await Promise.all(ALL_QUEUES.map((each) => admin.stats(each)));
    return print(values.json ? stats : stats.map(statsRow));
  }
  if (!queue || !ALL_QUEUES.includes(queue))
    throw new UsageError(`Which queue? One of ${ALL_QUEUES.join(', ')}`);
  const chosen = () => {
    if (!values.all && ids.length === 0) throw new UsageError('Which entries? Their ids, or --all');
    return values.all ? 'all' : ids;
  };
  switch (command) {
    case 'pause':
      await admin.pause(queue);
      return console.log(`${queue} is paused.`);
    case 'resume':
      await admin.resume(queue);
      return console.log(`${queue} goes on.`);
    case 'dead': {
      const entries = await admin.listDead(queue);
      if (entries.length === 0 && !values.json) return console.log(`${queue} has no dead entries.`);
      return print(
        values.json
          ? entries
          : entries.map(({ id, diedAt, deliveries, reason }) => ({ id, diedAt, deliveries, reason })),
      );
    }
    case 'replay':
      return console.log(`${await admin.replayDead(queue, chosen())} queued again.`);
    case 'discard':
      return console.log(`${await admin.discardDead(queue, chosen())} discarded.`);
    default:
      throw new UsageError(`There is no command ${command}`);
  }

  function print(rows: object[]): void {
    console.log(
      values.json ? JSON.stringify(rows, null, 2) : table(rows as Record<string, string | number>[]),
    );
  }
}

function statsRow(stats: QueueStats): Record<string, string | number> {
  const { queue, depth, lag, pending, oldestAgeMs, consumers, dead, paused } = stats;
  const oldest = oldestAgeMs === null ? '-' : `${(oldestAgeMs / 1_000).toFixed(1)} s`;
  return { queue, depth, lag, pending, oldest, consumers, dead, state: paused ? 'paused' : 'running' };
}

/** `npm run queues`: looks into the queues and mends them. */
const admin = new QueueAdmin(loadSettings(ServiceSettings).redisUrl);
try {
  await run(admin);
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : (error as Error).message);
  process.exitCode = 1;
} finally {
  await admin.close();
}
