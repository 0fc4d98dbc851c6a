import { parseRedisUrl, type RedisAddress, type RedisTls } from './redis-address.js';

/** The settings that say where Redis is and how it lets us in. */
export interface RedisSettings {
  redisUrl: string;
  redisUser: string;
  redisPassword: string;
  redisSentinelUser: string;
  redisSentinelPassword: string;
  redisTlsCa: string;
  redisTlsCert: string;
  redisTlsKey: string;
  redisKeyPrefix: string;
}

/** Settings go before what the address says. */
export function redisAddressOf(settings: RedisSettings): RedisAddress {
  const address = parseRedisUrl(settings.redisUrl);
  const given = Object.entries({
    ca: settings.redisTlsCa,
    cert: settings.redisTlsCert,
    key: settings.redisTlsKey,
  }).filter(([, text]) => text !== '');
  const tls: RedisTls = Object.fromEntries(given.map(([name, text]) => [name, asPem(text)]));
  return {
    ...address,
    username: settings.redisUser || address.username,
    password: settings.redisPassword || address.password,
    sentinelUsername: settings.redisSentinelUser || address.sentinelUsername,
    sentinelPassword: settings.redisSentinelPassword || address.sentinelPassword,
    tls: address.tls && tls,
    keyPrefix: settings.redisKeyPrefix,
  };
}

/** Why they do not go together: by setting, a line each, without a value. */
export function faultsOfRedis(settings: RedisSettings): [property: keyof RedisSettings, fault: string][] {
  const faults: [keyof RedisSettings, string][] = [];
  if ((settings.redisTlsCert !== '') !== (settings.redisTlsKey !== ''))
    faults.push(['redisTlsCert', 'and its key must be given together']);
  const { kind, tls } = parseRedisUrl(settings.redisUrl);
  const given = (['redisTlsCa', 'redisTlsCert'] as const).find((name) => settings[name] !== '');
  if (tls === null && given !== undefined) faults.push([given, 'is for a REDIS_URL that begins with rediss']);
  if (kind !== 'sentinel' && settings.redisSentinelPassword !== '')
    faults.push(['redisSentinelPassword', 'is for a REDIS_URL of redis+sentinel://']);
  return faults;
}

/** In an environment a line break may have to be written as \n. */
function asPem(text: string): string {
  return text.replaceAll('\\n', '\n');
}
