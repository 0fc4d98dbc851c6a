import type { Type } from '@nestjs/common';
import { ProviderEvents } from '#entities';
import { Tracking, WEBHOOK_QUEUE, ProviderEventReplay } from '#messaging';
import request from 'supertest';
import { reaches, send, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const TEXT = { from: '+15559840001', to: '+15551234567', type: 'sms', body: 'Hi', attachments: null };

describe('callbacks applied by the processor (WEBHOOK_MODE=queue), unsigned ones taken', () => {
  let system: RunningSystem;
  beforeAll(async () => {
    system = await RunningSystem.start({ WEBHOOK_MODE: 'queue', WEBHOOK_ALLOW_UNSIGNED: 'true' });
    await system.startProcessor();
  });
  afterAll(() => system.stop());

  const rows = async (sql: string, values: unknown[] = []) =>
    (await system.database.pool.query(sql, values)).rows;
  const received = (id: string) =>
    rows("SELECT from_address, type FROM messages WHERE direction = 'inbound' AND provider_message_id = $1", [
      id,
    ]);

  it('move a message to its end', async () => {
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered');
    expect(await timeline(system.url, id)).toEqual(['accepted', 'sending', 'sent', 'delivered']);
  });

  it('are found again when their queue entry is lost', async () => {
    await system.admin.pause(WEBHOOK_QUEUE);
    const body = { ...TEXT, xillio_id: 'lost-entry' };
    await request(system.url).post('/api/v1/webhooks/twilio').send(body).expect(200);
    expect(await received('lost-entry')).toEqual([]);
    await rows("UPDATE webhook_events SET due_at = now() WHERE event_id = 'lost-entry:received'");
    await eventually(async () => expect(await received('lost-entry')).toHaveLength(1));
    await system.admin.resume(WEBHOOK_QUEUE);
    await eventually(async () =>
      expect(await system.admin.stats(WEBHOOK_QUEUE)).toMatchObject({ depth: 0, dead: 0 }),
    );
    expect(await received('lost-entry')).toHaveLength(1);
  });

  it.each([
    ['/api/v1/webhooks/twilio', 'messaging_provider_id', 'sms'],
    ['/api/v1/webhooks/generic/twilio', 'xillio_id', 'mms'],
    ['/api/webhooks/sms', 'xillio_id', 'sms'],
    ['/api/webhooks/email', 'messaging_provider_id', 'email'],
  ])('%s takes the shape of the service before', async (path, idField, type) => {
    const id = `compatible ${path}`;
    const people = type === 'email' ? { from: 'a@example.org', to: 'b@example.com' } : {};
    const body = { ...TEXT, ...people, type, [idField]: id, timestamp: '2024-11-01T14:00:00Z' };
    const answer = await request(system.url).post(path).send(body).expect(200);
    if (path.startsWith('/api/webhooks/'))
      expect(answer.body).toEqual({ status: 'success', message: expect.any(String) as string });
    await eventually(async () => expect(await received(id)).toMatchObject([{ type }]));
  });

  it('refuses what is no message, by its field, and a wrong signature', async () => {
    await request(system.url)
      .post('/api/webhooks/sms')
      .send({ ...TEXT, from: '' })
      .expect(400);
    await request(system.url).post('/api/webhooks/sms').send('nonsense').expect(400);
    await request(system.url)
      .post('/api/v1/webhooks/twilio')
      .set('X-Twilio-Signature', 'wrong')
      .send({ ...TEXT, xillio_id: 'forged' })
      .expect(403);
    expect(await received('forged')).toEqual([]);
  });

  it('keeps why an event could not be applied, and tries again', async () => {
    await rows("ALTER TABLE messages ADD CONSTRAINT broken CHECK (body <> 'poison')");
    const body = { ...TEXT, xillio_id: 'poison', body: 'poison' };
    await request(system.url).post('/api/v1/webhooks/twilio').send(body).expect(200);
    await eventually(async () => {
      const [event] = await rows(
        "SELECT error, attempts, applied_at FROM webhook_events WHERE event_id LIKE 'poison%'",
      );
      expect(event).toMatchObject({ error: expect.stringContaining('broken') as string, applied_at: null });
    });
    const { body: status } = await request(system.url).get('/api/v1/webhooks/status/twilio').expect(200);
    expect(status).toMatchObject({ status: 'degraded', statistics: { error_webhooks_24h: 1 } });
    await rows('ALTER TABLE messages DROP CONSTRAINT broken');
    await rows("UPDATE webhook_events SET due_at = now() WHERE event_id LIKE 'poison%'");
    await eventually(async () => expect(await received('poison')).toHaveLength(1));
  });

  it('may be replayed, which changes nothing', async () => {
    const { id } = await send(system.url);
    await reaches(system.url, id, 'delivered');
    await eventually(async () =>
      expect(await rows('SELECT 1 FROM webhook_events WHERE applied_at IS NULL')).toEqual([]),
    );
    const state = () =>
      rows(`SELECT (SELECT count(*) FROM message_events) AS events, (SELECT count(*) FROM messages) AS messages,
                   (SELECT sum(unread_count) FROM conversations) AS unread`);
    const before = await state();
    const from = (token: Type<unknown>) => system.api.get(token, { strict: false }) as never;
    const replay = new ProviderEventReplay(from(ProviderEvents), from(Tracking));
    const { applied, failed } = await replay.run('twilio', new Date(0));
    expect(applied).toBeGreaterThan(2);
    expect(failed).toBe(0);
    expect(await state()).toEqual(before);
  });

  it('are replayed past one that cannot be applied', async () => {
    await rows("ALTER TABLE messages ADD CONSTRAINT broken CHECK (body <> 'bad')");
    await system.admin.pause(WEBHOOK_QUEUE);
    const ids = ['before it', 'bad', 'after it'];
    for (const id of ids)
      await request(system.url)
        .post('/api/v1/webhooks/twilio')
        .send({ ...TEXT, xillio_id: id, body: id })
        .expect(200);
    const from = (token: Type<unknown>) => system.api.get(token, { strict: false }) as never;
    const replay = new ProviderEventReplay(from(ProviderEvents), from(Tracking));
    expect(await replay.run('twilio', new Date(0))).toMatchObject({ failed: 1 });
    const count = async () => Promise.all(ids.map(async (id) => (await received(id)).length));
    expect(await count()).toEqual([1, 0, 1]);
    expect(await rows("SELECT error FROM webhook_events WHERE event_id LIKE 'bad:%'")).toEqual([
      { error: expect.stringContaining('broken') as string },
    ]);
    await rows('ALTER TABLE messages DROP CONSTRAINT broken');
    expect(await replay.run('twilio', new Date(0))).toMatchObject({ failed: 0 });
    expect(await count()).toEqual([1, 1, 1]);
    await system.admin.resume(WEBHOOK_QUEUE);
  });
});

describe('callbacks while the stores are away', () => {
  let system: RunningSystem;
  beforeAll(async () => {
    system = await RunningSystem.start({ WEBHOOK_ALLOW_UNSIGNED: 'true' });
    await system.startProcessor();
  });
  afterAll(() => system.stop());

  const post = (id: string, body = 'Hi') =>
    request(system.url)
      .post('/api/v1/webhooks/twilio')
      .send({ ...TEXT, body, xillio_id: id });
  const arrived = async (id: string) =>
    (await system.database.pool.query('SELECT 1 FROM messages WHERE provider_message_id = $1', [id]))
      .rowCount;

  it('go to the queue without PostgreSQL, but for a STOP, and are refused without both', async () => {
    system.databaseProxy.cut();
    await post('away 1').expect(200);
    const stop = await post('away STOP', 'STOP').expect(503);
    expect(Number(stop.headers['retry-after'])).toBeGreaterThan(0);
    await system.redis.down();
    const refused = await post('away 2').expect(503);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await system.redis.up();
    system.databaseProxy.restore();
    await eventually(async () => expect(await arrived('away 1')).toBe(1));
    await eventually(async () => void (await post('away STOP', 'STOP').expect(200)));
    await post('away 2').expect(200);
    expect([await arrived('away STOP'), await arrived('away 2')]).toEqual([1, 1]);
  });
});
