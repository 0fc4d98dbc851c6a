import request from 'supertest';
import { reaches, send, SMS } from './support/client.js';
import { eventually } from './support/eventually.js';
import { RunningSystem } from './support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
});
afterAll(() => system.stop());

describe('without its stores', () => {
  it('accepts without Redis, says that it is degraded, and sends when Redis is back', async () => {
    await system.redis.down();
    await eventually(async () => {
      const { body } = await request(system.url).get('/ready').expect(200);
      expect(body).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
    });
    const { id } = await send(system.url);
    await system.redis.up();
    await reaches(system.url, id, 'delivered', 20_000);
    expect((await request(system.url).get('/ready').expect(200)).body).toMatchObject({ status: 'ready' });
  });

  it('answers 503 with Retry-After without PostgreSQL, stores nothing, and goes on when it is back', async () => {
    const stored = async () => (await system.database.pool.query('SELECT id FROM messages')).rowCount;
    const before = await stored();
    system.databaseProxy.cut();
    const refused = await request(system.url).post('/api/v1/messages/send').send(SMS).expect(503);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const ready = await request(system.url).get('/ready').expect(503);
    expect(ready.body).toMatchObject({ status: 'unavailable', checks: { postgresql: { status: 'down' } } });
    expect(await stored()).toBe(before);

    system.databaseProxy.restore();
    await eventually(async () => {
      await request(system.url).get('/ready').expect(200);
    });
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered', 20_000);
  });
});
