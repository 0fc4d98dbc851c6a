import { ServiceSettings } from '#config';
import { Database, dataSourceOptions, openDatabase } from '#entities';
import type { DataSource } from 'typeorm';
import { settingsFrom } from './command-settings.js';

/** Does `work` on the database of DATABASE_URL over one connection. @throws Error where its schema is not of this version. */
export async function withDatabase<T>(
  work: (database: Database, dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const { databaseUrl } = settingsFrom(ServiceSettings, 'DATABASE_URL');
  const dataSource = await openDatabase(dataSourceOptions(databaseUrl, 1));
  try {
    return await work(new Database(dataSource), dataSource);
  } finally {
    await dataSource.destroy();
  }
}
