import { readFileSync } from 'node:fs';
import { parseRedisUrl, type RedisAddress, type RedisTls } from './redis-address.js';

/** The settings that say where Redis is and how it lets us in. */
export interface RedisSettings {
  redisUrl: string;
  redisUsername: string;
  redisPassword: string;
  redisPasswordFile: string;
  redisSentinelUsername: string;
  redisSentinelPassword: string;
  redisTlsCa: string;
  redisTlsCaFile: string;
  redisTlsCert: string;
  redisTlsCertFile: string;
  redisTlsKey: string;
  redisTlsKeyFile: string;
  redisKeyPrefix: string;
}

/** What may be given as itself or as the name of a file that holds it. */
const BY_FILE = ['redisPassword', 'redisTlsCa', 'redisTlsCert', 'redisTlsKey'] as const;
type ByFile = (typeof BY_FILE)[number];

/** Settings go before what the address says. Reads the files that they name. @throws Error of the file system. */
export function redisAddressOf(settings: RedisSettings): RedisAddress {
  const address = parseRedisUrl(settings.redisUrl);
  const value = (name: ByFile) => settings[name] || contentOf(settings[`${name}File`]);
  const given = Object.entries({
    ca: value('redisTlsCa'),
    cert: value('redisTlsCert'),
    key: value('redisTlsKey'),
  }).filter(([, text]) => text !== '');
  const tls: RedisTls = Object.fromEntries(given.map(([name, text]) => [name, asPem(text)]));
  return {
    ...address,
    username: settings.redisUsername || address.username,
    password: value('redisPassword') || address.password,
    sentinelUsername: settings.redisSentinelUsername || address.sentinelUsername,
    sentinelPassword: settings.redisSentinelPassword || address.sentinelPassword,
    tls: address.tls && tls,
    keyPrefix: settings.redisKeyPrefix,
  };
}

/** Why they do not go together: by setting, a line each, without a value. */
export function faultsOfRedis(settings: RedisSettings): [property: keyof RedisSettings, fault: string][] {
  const faults: [keyof RedisSettings, string][] = [];
  for (const name of BY_FILE) {
    const file = `${name}File` as const;
    if (settings[name] !== '' && settings[file] !== '')
      faults.push([file, 'is given twice: as itself and as a file']);
    const why = whyUnreadable(settings[file]);
    if (why !== null) faults.push([file, `names a file that cannot be read (${why})`]);
  }
  const isGiven = (name: ByFile) => settings[name] !== '' || settings[`${name}File`] !== '';
  if (isGiven('redisTlsCert') !== isGiven('redisTlsKey'))
    faults.push(['redisTlsCert', 'and its key must be given together']);
  const { kind, tls } = parseRedisUrl(settings.redisUrl);
  const given = (['redisTlsCa', 'redisTlsCert'] as const).find(isGiven);
  if (tls === null && given !== undefined) faults.push([given, 'is for a REDIS_URL that begins with rediss']);
  if (kind !== 'sentinel' && settings.redisSentinelPassword !== '')
    faults.push(['redisSentinelPassword', 'is for a REDIS_URL of redis+sentinel://']);
  return faults;
}

function contentOf(file: string): string {
  return file === '' ? '' : readFileSync(file, 'utf8').trim();
}

function whyUnreadable(file: string): string | null {
  try {
    return file !== '' && contentOf(file) === '' ? 'it is empty' : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/** In an environment a line break may have to be written as \n. */
function asPem(text: string): string {
  return text.replaceAll('\\n', '\n');
}
