import type { Command } from 'commander';
import { ServiceSettings } from '#config';
import { migrate } from '#entities';
import { settingsFrom } from './command-settings.js';

/** `sendstream migrate`: brings the schema of DATABASE_URL to this version. The database itself must exist. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the schema of DATABASE_URL to this version; the database must exist')
    .action(async () => {
      const { databaseUrl } = settingsFrom(ServiceSettings, 'DATABASE_URL');
      const applied = await migrate(databaseUrl);
      for (const name of applied) console.log(`Applied ${name}.`);
      console.log(
        applied.length === 0 ? 'Nothing to do: the database is up to date.' : 'The database is up to date.',
      );
    });
}
