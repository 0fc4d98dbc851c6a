import { loadSettings, ServiceSettings, SettingsError } from '#config';
import { migrate } from '#entities';

/** `npm run migrate`: brings the schema of DATABASE_URL to this version. The database itself must exist. */
try {
  // Of all settings only this one: a migration needs no provider.
  const { databaseUrl } = loadSettings(ServiceSettings, { DATABASE_URL: process.env.DATABASE_URL });
  await migrate(databaseUrl);
  console.log('The database is up to date.');
} catch (error) {
  if (error instanceof SettingsError) console.error(error.message);
  else console.error(`Could not migrate: ${(error as Error).message || String(error)}`);
  process.exitCode = 1;
}
