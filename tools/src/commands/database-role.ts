import type { Command } from 'commander';
import { ServiceSettings } from '#config';
import { dataSourceOptions, openDatabase, prepareRole, roleStatements } from '#entities';
import { settingsFrom } from './command-settings.js';

/** `sendstream database-role <role>`: what a role needs that only reads and writes rows. It must exist. */
export function addDatabaseRole(program: Command): void {
  program
    .command('database-role')
    .description('print the SQL that makes a role one for api and processor: rows alone, and our settings')
    .argument('<role>', 'a role of PostgreSQL that exists; migrate is for the owner of the tables')
    .option('--apply', 'run it, over MIGRATE_DATABASE_URL or DATABASE_URL, as the owner of the tables')
    .action(async (role: string, { apply = false }: { apply?: boolean }) => {
      const settings = settingsFrom(ServiceSettings, 'DATABASE_URL', 'MIGRATE_DATABASE_URL');
      const url = settings.migrateDatabaseUrl || settings.databaseUrl;
      const dataSource = await openDatabase(dataSourceOptions(url, 1));
      try {
        const statements = await roleStatements(dataSource, role);
        if (apply) await prepareRole(dataSource, statements);
        for (const statement of statements) console.log(`${statement};`);
      } finally {
        await dataSource.destroy();
      }
    });
}
