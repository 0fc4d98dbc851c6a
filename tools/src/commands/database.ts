import { loadSettings, ServiceSettings } from '#config';
import { Database, dataSourceOptions } from '#entities';
import { DataSource } from 'typeorm';

/** Does `work` on the database of DATABASE_URL over one connection. Of all settings it needs that one alone. */
export async function withDatabase<T>(
  work: (database: Database, dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL: process.env.DATABASE_URL });
  const dataSource = await new DataSource(dataSourceOptions(databaseUrl, 1)).initialize();
  try {
    return await work(new Database(dataSource), dataSource);
  } finally {
    await dataSource.destroy();
  }
}
