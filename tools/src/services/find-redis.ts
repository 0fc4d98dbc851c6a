import { faultOfStoreUrl, loadSettings, REDIS_VARIABLES, ServiceSettings } from '#config';
import { RedisLink, requireUsableRedis } from '#queue';
import { redisVersionAt } from './own-redis.js';
import { MIN_REDIS_VERSION } from './redis-programs.js';
import type { Service } from './service.js';
import { ServiceUnavailable } from './service-unavailable.js';

const ANSWER_MS = 3_000;

export interface FindRedis {
  env: NodeJS.ProcessEnv;
  /** Called when nothing else serves. */
  own: () => Promise<Service>;
  /** Told, in one line, why a server that is there is passed over. */
  note: (line: string) => void;
}

/**
 * Redis for development, in this order: `REDIS_URL`; a server on the standard port of this machine; one of our own.
 * @throws ServiceUnavailable when `REDIS_URL` is set and cannot be used.
 */
export async function findRedis({ env, own, note }: FindRedis): Promise<Service> {
  if (env.REDIS_URL) {
    const fault = faultOfStoreUrl(env.REDIS_URL, 'redis');
    if (fault !== null) throw new ServiceUnavailable(`REDIS_URL ${fault}`);
    const problem = await whyUnusable(env);
    if (problem !== undefined)
      throw new ServiceUnavailable(`REDIS_URL is set, but cannot be used: ${problem}`);
    return { url: env.REDIS_URL, description: 'Redis of REDIS_URL', stop: async () => undefined };
  }
  const port = Number(env.SENDSTREAM_PROBE_REDIS_PORT || 6379);
  const url = `redis://127.0.0.1:${port}`;
  const problem = await whyNot(url);
  if (problem === undefined) {
    return { url, description: `Redis on 127.0.0.1:${port}`, stop: async () => undefined };
  }
  if (problem !== NOBODY) note(`Redis on port ${port} is passed over (${problem}); set REDIS_URL to use it.`);
  return own();
}

const NOBODY = 'nothing answers';

/** Of whatever kind it is. */
async function whyUnusable(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  let link: RedisLink | undefined;
  try {
    const given = REDIS_VARIABLES.map((name) => [name, env[name]]);
    const { redis } = loadSettings(ServiceSettings, Object.fromEntries(given) as NodeJS.ProcessEnv);
    await requireUsableRedis(redis);
    link = new RedisLink(redis, { name: 'start', commandTimeoutMs: ANSWER_MS });
    await link.run((each) => each.ping());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await link?.close();
  }
}

async function whyNot(url: string): Promise<string | undefined> {
  try {
    const version = await redisVersionAt(url);
    return version < MIN_REDIS_VERSION
      ? `it is version ${version}, ${MIN_REDIS_VERSION} is needed`
      : undefined;
  } catch (error) {
    const { message } = error as Error;
    return /ECONNREFUSED|Connection is closed/.test(message) ? NOBODY : message;
  }
}
