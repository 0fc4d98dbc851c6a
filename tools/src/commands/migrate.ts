import type { Command } from 'commander';
import { ServiceSettings } from '#config';
import { migrate } from '#entities';
import { settingsFrom } from './command-settings.js';

/** `sendstream migrate`: brings the schema of MIGRATE_DATABASE_URL, or DATABASE_URL, to this version. The database itself must exist. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description(
      'bring the schema of MIGRATE_DATABASE_URL, or DATABASE_URL, to this version; the database must exist',
    )
    .action(async () => {
      const { databaseUrl, migrateDatabaseUrl, databaseSessionSettings } = settingsFrom(
        ServiceSettings,
        'DATABASE_URL',
        'MIGRATE_DATABASE_URL',
        'DATABASE_SESSION_SETTINGS',
      );
      // An address of its own leads past the pooler for which the sessions of the apps are not set.
      const applied = await (migrateDatabaseUrl === ''
        ? migrate(databaseUrl, { sessionSettings: databaseSessionSettings })
        : migrate(migrateDatabaseUrl));
      for (const name of applied) console.log(`Applied ${name}.`);
      console.log(
        applied.length === 0 ? 'Nothing to do: the database is up to date.' : 'The database is up to date.',
      );
    });
}
