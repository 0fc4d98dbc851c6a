import { Redis } from 'ioredis';

/** A Redis that does not answer is waited for by others; this asks once. */
const TIMEOUT_MS = 1_000;

/**
 * Looks whether Redis has the numbered database that an address names: ioredis would go on in database 0 without a word,
 * among what is somebody else's. A Redis that is away is not judged.
 * @throws Error that names the setting when there is no such database.
 */
export async function requireRedisDatabase(url: string): Promise<void> {
  const server = new URL(url);
  const database = server.pathname.slice(1) || (server.searchParams.get('db') ?? '');
  if (Number(database) === 0) return;
  server.pathname = '';
  server.searchParams.delete('db');
  const redis = new Redis(server.href, {
    lazyConnect: true,
    disableClientInfo: true,
    enableReadyCheck: false,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.call('SELECT', database);
  } catch (error) {
    if (/DB index|not an integer|SELECT is not allowed/i.test((error as Error).message))
      throw new Error('REDIS_URL names a database that this Redis does not have', { cause: error });
  } finally {
    redis.disconnect();
  }
}
