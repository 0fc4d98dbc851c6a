import { VERSION } from '#config';
import request from 'supertest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { portOf, RunningSystem } from '../support/running-system.js';

const TIMESTAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
});
afterAll(() => system.stop());

describe('what monitoring asks', () => {
  it.each(['', '/'])('is answered at /startup%s and /dependencies', async (slash) => {
    const started = await request(system.url).get(`/startup${slash}`).expect(200);
    expect(started.body).toEqual({
      started: true,
      timestamp: TIMESTAMP,
      initialization: {
        database_initialized: true,
        redis_initialized: true,
        providers_initialized: true,
      },
      version: VERSION,
      started_at: TIMESTAMP,
    });
    const up = { status: 'up', latency_ms: expect.any(Number) as number };
    const store = { ...up, version: expect.stringMatching(/^\d+\.\d+/) as string };
    const answer = await request(system.url).get(`/dependencies${slash}`).expect(200);
    expect(answer.body).toEqual({
      timestamp: TIMESTAMP,
      dependencies: { postgresql: store, redis: store, provider_twilio: up, provider_sendgrid: up },
    });
  });

  it('is answered at /health, /live and /ready, in the words of old beside ours', async () => {
    const health = await request(system.url).get('/health').expect(200);
    const store = { status: 'healthy', result: true };
    expect(health.body).toEqual({
      status: 'healthy',
      timestamp: TIMESTAMP,
      checks: { database: store, redis: store },
      version: VERSION,
      uptime_seconds: expect.any(Number) as number,
    });
    const live = await request(system.url).get('/live').expect(200);
    expect(live.body).toEqual({ status: 'alive', timestamp: TIMESTAMP });
    const ready = await request(system.url).get('/ready').expect(200);
    expect(ready.body).toEqual({
      status: 'ready',
      ready: true,
      timestamp: TIMESTAMP,
      checks: {
        postgresql: { status: 'up' },
        redis: { status: 'up', connected: true },
        database: { status: 'healthy', connected: true },
        provider_twilio: { status: 'up' },
        provider_sendgrid: { status: 'up' },
      },
      version: VERSION,
    });
  });

  it("is answered on the processor's port too", async () => {
    const port = request(await portOf(system.processors[0]));
    const store = { status: 'healthy', result: true };
    const { body } = await port.get('/health').expect(200);
    expect(body).toEqual({
      status: 'healthy',
      timestamp: TIMESTAMP,
      checks: { database: store, redis: store },
      version: VERSION,
      uptime_seconds: expect.any(Number) as number,
    });
    expect((await port.get('/live').expect(200)).body).toEqual({ status: 'alive', timestamp: TIMESTAMP });
    const ready = await port.get('/ready').expect(200);
    expect(ready.body).toMatchObject({
      status: 'ready',
      ready: true,
      checks: { database: { status: 'healthy', connected: true }, 'message_queue:sms': { status: 'up' } },
    });
  });

  it("is answered at the processor's /startup and /dependencies", async () => {
    const port = request(await portOf(system.processors[0]));
    expect((await port.get('/startup').expect(200)).body).toMatchObject({ started: true, version: VERSION });
    const up = { status: 'up' };
    expect((await port.get('/dependencies').expect(200)).body).toMatchObject({
      dependencies: { postgresql: up, redis: up, provider_twilio: up, provider_sendgrid: up },
    });
  });

  it.each([
    ['X-Forwarded-For', '192.0.2.1'],
    ['Forwarded', 'for=192.0.2.1'],
  ])('is for operators where it says more, and closed to who comes with %s', async (header, value) => {
    for (const url of [system.url, await portOf(system.processors[0])]) {
      const ask = (path: string) => request(url).get(path).set(header, value);
      for (const path of ['/metrics', '/dependencies', '/Metrics/']) await ask(path).expect(403);
      for (const path of ['/health', '/ready', '/live', '/startup']) await ask(path).expect(200);
    }
  });

  it('is on a port of its own where operators have one, which answers nothing else', async () => {
    const port = await freePort();
    const api = await system.startApi({ OPERATIONS_PORT: String(port) });
    const operators = request(`http://127.0.0.1:${port}`);
    for (const path of ['/metrics', '/dependencies', '/health', '/ready', '/live', '/startup'])
      await operators.get(path).set('X-Forwarded-For', '192.0.2.1').expect(200);
    for (const path of ['/', '/api/v1/messages', '/console/', '/openapi.json', '/%6detrics'])
      await operators.get(path).expect(404);
    for (const path of ['/metrics', '/dependencies']) {
      const { body } = await request(api).get(path).expect(404);
      expect(body).toMatchObject({ detail: `There is nothing at ${path}.` });
    }
    await request(api).get('/ready').expect(200);
  });

  it.each(['redis', 'postgresql'])('is unhealthy, and alive, without %s', async (store) => {
    if (store === 'redis') await system.redis.down();
    else system.databaseProxy.cut();
    const [gone, there] = store === 'redis' ? ['redis', 'database'] : ['database', 'redis'];
    try {
      const processor = await portOf(system.processors[0]);
      for (const url of [system.url, processor]) {
        await eventually(async () => {
          const { body } = await request(url).get('/health').expect(503);
          expect(body).toMatchObject({
            status: 'unhealthy',
            timestamp: TIMESTAMP,
            checks: {
              [gone as string]: { status: 'unhealthy', result: false, error: expect.any(String) as string },
              [there as string]: { status: 'healthy', result: true },
            },
          });
        });
        await request(url).get('/live').expect(200);
      }
      const ready = await request(system.url)
        .get('/ready')
        .expect(store === 'redis' ? 200 : 503);
      expect(ready.body).toMatchObject({
        ready: store === 'redis',
        status: store === 'redis' ? 'degraded' : 'unavailable',
        checks: { database: { connected: store === 'redis' }, redis: { connected: store !== 'redis' } },
      });
    } finally {
      if (store === 'redis') await system.redis.up();
      else system.databaseProxy.restore();
      await eventually(async () => {
        await request(system.url).get('/health').expect(200);
      });
    }
  });

  it('says which of them is away', async () => {
    const api = await system.startApi({ TWILIO_BASE_URL: 'http://127.0.0.1:1' });
    await system.redis.down();
    try {
      await eventually(async () => {
        const answer = await request(api).get('/dependencies').expect(200);
        expect(answer.body).toMatchObject({
          dependencies: {
            postgresql: { status: 'up' },
            redis: { status: 'down' },
            provider_twilio: { status: 'down', error: expect.stringMatching(/ECONNREFUSED/) as string },
            provider_sendgrid: { status: 'up' },
          },
        });
      });
    } finally {
      await system.redis.up();
    }
  });
});
