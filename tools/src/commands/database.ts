import { ServiceSettings } from '#config';
import { Database, dataSourceOptions, openDatabase } from '#entities';
import type { DataSource } from 'typeorm';
import { settingsFrom } from './command-settings.js';

/** How the database is reached, also through a pooler. */
export const DATABASE_VARIABLES = [
  'DATABASE_URL',
  'DATABASE_SESSION_SETTINGS',
  'DATABASE_PREPARED_STATEMENTS',
];

/** Does `work` on the database of DATABASE_URL over one connection. @throws Error where its schema is not of this version. */
export async function withDatabase<T>(
  work: (database: Database, dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const settings = settingsFrom(ServiceSettings, ...DATABASE_VARIABLES);
  const { databaseSessionSettings: sessionSettings, databasePreparedStatements: prepares } = settings;
  const dataSource = await openDatabase(dataSourceOptions(settings.databaseUrl, 1, { sessionSettings }));
  try {
    return await work(new Database(dataSource, { prepares }), dataSource);
  } finally {
    await dataSource.destroy();
  }
}
