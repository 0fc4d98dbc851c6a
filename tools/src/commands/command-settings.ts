import { loadSettings, type SettingsClass } from '#config';

const partsOf = (prefix: string, database: string) =>
  ['HOST', 'PORT', database, 'USER', 'PASSWORD'].map((part) => `${prefix}_${part}`);

/** What an address may be put together from. */
const PARTS: Record<string, string[]> = {
  DATABASE_URL: partsOf('DATABASE', 'NAME'),
  REDIS_URL: partsOf('REDIS', 'DATABASE'),
};

/**
 * The settings that a command needs, from these variables alone: who only looks into a queue is not asked for the database,
 * nor in production for what is to be set there. @throws SettingsError
 */
export function settingsFrom<T extends object>(type: SettingsClass<T>, ...variables: string[]): T {
  const names = variables
    .flatMap((name) => [name, ...(PARTS[name] ?? [])])
    .flatMap((name) => [name, `${name}_FILE`]);
  return loadSettings(type, Object.fromEntries(names.map((name) => [name, process.env[name]])));
}

/** For what must not be done where messages are real. @throws Error that says so in production. */
export function refuseProduction(outcome: string): void {
  const { NODE_ENV = '' } = process.env;
  if (NODE_ENV.trim().toLowerCase() === 'production') throw new Error(`This is production: ${outcome}.`);
}
