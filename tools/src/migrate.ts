import { loadSettings, ServiceSettings, SettingsError } from '#config';
import { migrate } from '#entities';

/** `npm run migrate`: brings the schema of DATABASE_URL to this version. The database itself must exist. */
try {
  const { databaseUrl } = loadSettings(ServiceSettings);
  await migrate(databaseUrl);
  console.log('The database is up to date.');
} catch (error) {
  if (error instanceof SettingsError) console.error(error.message);
  else console.error(`Could not migrate: ${(error as Error).message || String(error)}`);
  process.exitCode = 1;
}
