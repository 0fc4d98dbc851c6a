import { RedisForTest } from '../testing/redis-for-test.js';
import { requireUsableRedis } from './usable-redis.js';

describe('requireUsableRedis', () => {
  let redis: RedisForTest;
  beforeAll(async () => {
    redis = await RedisForTest.start();
  });
  afterAll(() => redis.stop());

  const at = (path: string) => new URL(path, `${redis.url}/`).href;

  it.each(['', '0', '1', '15', '?db=15'])('takes a database that is there: %j', async (path) => {
    await expect(requireUsableRedis(at(path))).resolves.toBeUndefined();
  });

  it.each(['16', '99', '99999999999999999999', '?db=16', '?db=main'])(
    'refuses one that is not: %j',
    async (path) => {
      await expect(requireUsableRedis(at(path))).rejects.toThrow(/^REDIS_URL names a database/);
    },
  );

  it('judges no Redis that is away', async () => {
    await expect(requireUsableRedis('redis://127.0.0.1:1/99')).resolves.toBeUndefined();
  });
});
