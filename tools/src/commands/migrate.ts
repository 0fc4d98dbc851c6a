import type { Command } from 'commander';
import { loadSettings, ServiceSettings } from '#config';
import { migrate } from '#entities';

/** `sendstream migrate`: brings the schema of DATABASE_URL to this version. The database itself must exist. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the schema of DATABASE_URL to this version; the database must exist')
    .action(async () => {
      // Of all settings only this one: a migration needs no provider.
      const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL: process.env.DATABASE_URL });
      const applied = await migrate(databaseUrl);
      for (const name of applied) console.log(`Applied ${name}.`);
      console.log(
        applied.length === 0 ? 'Nothing to do: the database is up to date.' : 'The database is up to date.',
      );
    });
}
