import type { Command } from 'commander';
import { RestoredMessages } from '#entities';
import { record } from './command-audit.js';
import { withDatabase } from './database.js';

/** `sendstream after-restore`: what waits in a restored database is looked up at its provider before it is sent. */
export function addAfterRestore(program: Command): void {
  program
    .command('after-restore')
    .description(
      'before processors start on a restored database: have what waits looked up at its provider before it is sent, as it may have been sent since',
    )
    .action(run);
}

async function run(): Promise<void> {
  await withDatabase(async (database) => {
    const restored = new RestoredMessages(database);
    const now = new Date();
    let count = 0;
    for (let some = await restored.distrust(now); some > 0; some = await restored.distrust(now))
      count += some;
    await record(database, { action: 'messages.distrust', id: 'waiting', after: { count } });
    console.log(`${count} messages will be looked up before they are sent.`);
  });
}
