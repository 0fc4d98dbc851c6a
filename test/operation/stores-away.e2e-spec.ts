import { randomUUID } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '#config';
import request from 'supertest';
import twilio from 'twilio';
import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

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
    await reaches(system.url, id, 'delivered');
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
    await reaches(system.url, id, 'delivered');
  });

  it('answers a STOP as soon as a database that was read-only takes writes, callbacks coming all the while', async () => {
    const { pool, url } = system.database;
    const name = new URL(url).pathname.slice(1);
    const makeReadOnly = (on: boolean) =>
      pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${on ? 'on' : 'off'}`);

    const call = async (fields: Record<string, string>) => {
      const path = '/api/v1/webhooks/twilio';
      const token = SANDBOX_CREDENTIALS.twilioAuthToken;
      const signature = twilio.getExpectedTwilioSignature(token, system.url + path, fields);
      const sent = request(system.url).post(path).type('form').set('X-Twilio-Signature', signature);
      return (await sent.send(fields)).status;
    };
    const sid = () => `SM${randomUUID().replaceAll('-', '')}`;
    const status = () => call({ MessageSid: sid(), MessageStatus: 'delivered', To: SMS.to, From: SMS.from });
    const stop = () =>
      call({ MessageSid: sid(), From: '+15559870001', To: SMS.from, Body: 'STOP', NumMedia: '0' });

    await makeReadOnly(true);
    await pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'sendstream'",
      [name],
    );
    await eventually(async () => expect(await stop()).toBe(503));
    // More than ten of one queue wait side by side for the database.
    for (let count = 0; count < 30; count += 1) await status();
    await eventually(async () =>
      expect((await system.admin.stats('webhook_queue')).pending).toBeGreaterThan(10),
    );

    let coming = true;
    const traffic = (async () => {
      while (coming) await status();
    })();
    try {
      // All connections stand, read-only, and are kept from growing idle by what comes.
      await eventually(async () => expect(await stop()).toBe(503));
      await makeReadOnly(false);
      await eventually(async () => expect(await stop()).toBe(200), 5_000);
      await eventually(async () => expect(await status()).toBe(200));
      await eventually(async () => expect((await system.admin.stats('webhook_queue')).depth).toBeLessThan(5));
    } finally {
      coming = false;
      await traffic;
    }
  });
});
