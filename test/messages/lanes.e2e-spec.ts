import { type ApiScope, MESSAGE_PRIORITIES, type MessagePriority } from '#entities';
import { queueOfLane } from '#messaging';
import request from 'supertest';
import { newKey } from '../support/api-key.js';
import { get, reaches, send, type SentMessage, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const queueOf = (priority: MessagePriority) => queueOfLane({ type: 'sms', priority });
const ALL = Object.fromEntries(MESSAGE_PRIORITIES.map((priority) => [priority, queueOf(priority)]));

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

/** Answers the priorities of the messages that became of it; null for one that was refused. */
async function batch(body: object, secret?: string): Promise<(string | null)[]> {
  const post = request(system.url).post('/api/v1/messages/batch');
  if (secret !== undefined) void post.set('Authorization', `Bearer ${secret}`);
  const { body: answer } = await post.send(body).expect(207);
  const { results } = answer as { results: { message?: { priority: string } }[] };
  return results.map(({ message }) => message?.priority ?? null);
}

async function keyOf(priority: MessagePriority): Promise<string> {
  const admin = await newKey(system, ['admin']);
  const scopes: ApiScope[] = ['send', 'read'];
  const { body } = await request(system.url)
    .post('/api/v1/api-keys')
    .set('Authorization', `Bearer ${admin.secret}`)
    .send({ name: `sends ${priority}`, scopes, default_priority: priority })
    .expect(201);
  expect(body).toMatchObject({ default_priority: priority });
  return (body as { secret: string }).secret;
}

const lengths = async () => {
  const counts = await Promise.all(Object.values(ALL).map((queue) => system.redis.redis.xlen(queue)));
  return Object.fromEntries(Object.keys(ALL).map((priority, index) => [priority, counts[index] ?? 0]));
};

describe('the priority of a message', () => {
  it('is normal, or what it says, and decides its queue', async () => {
    expect((await send(system.url)).priority).toBe('normal');
    expect((await send(system.url, { ...SMS, priority: null })).priority).toBe('normal');
    for (const priority of MESSAGE_PRIORITIES) {
      const before = await lengths();
      const { id } = await send(system.url, { ...SMS, priority });
      expect((await get(system.url, id)).priority).toBe(priority);
      expect(await lengths()).toEqual({ ...before, [priority]: (before[priority] as number) + 1 });
    }
  });

  it('is one of three words', async () => {
    const { body } = await request(system.url)
      .post('/api/v1/messages/send')
      .send({ ...SMS, priority: 'urgent' })
      .expect(422);
    expect(body).toMatchObject({
      errors: [{ field: 'priority', reason: expect.stringMatching(/code, normal, bulk/) as string }],
    });
  });

  it('is bulk in a batch, unless the batch says otherwise', async () => {
    expect(await batch({ messages: [SMS, { ...SMS, priority: 'code' }] })).toEqual(['bulk', 'code']);
    const messages = [SMS, { ...SMS, priority: 'bulk' }, { ...SMS, priority: 'urgent' }];
    expect(await batch({ defaults: { priority: 'normal' }, messages })).toEqual(['normal', 'bulk', null]);
  });

  it('is what the key has where the request says none', async () => {
    const code = await keyOf('code');
    const post = (body: object) =>
      request(system.url)
        .post('/api/v1/messages/send')
        .set('Authorization', `Bearer ${code}`)
        .send(body)
        .expect(201);
    expect((await post(SMS)).body).toMatchObject({ priority: 'code' });
    expect((await post({ ...SMS, priority: 'bulk' })).body).toMatchObject({ priority: 'bulk' });
    expect(await batch({ messages: [SMS, { ...SMS, priority: 'normal' }] }, code)).toEqual([
      'code',
      'normal',
    ]);
    expect(await batch({ messages: [SMS] }, await keyOf('normal'))).toEqual(['normal']);
  });

  it('finds it in lists', async () => {
    const { id } = await send(system.url, { ...SMS, priority: 'code', tags: ['found'] });
    await send(system.url, { ...SMS, tags: ['found'] });
    const { body } = await request(system.url).get('/api/v1/messages?priority=code&tag=found').expect(200);
    expect((body as { messages: SentMessage[] }).messages.map((message) => message.id)).toEqual([id]);
  });
});

describe('a lane', () => {
  it('is paused for itself, and keeps its messages when they are tried again or were lost', async () => {
    const { pool } = system.database;
    await pool.query("UPDATE messages SET status = 'canceled', due_at = NULL WHERE status = 'pending'");
    await system.redis.redis.flushall();
    await system.admin.pause(queueOf('bulk'));
    await system.startProcessor();
    const messages = await Promise.all(
      MESSAGE_PRIORITIES.map(async (priority) => send(system.url, { ...SMS, priority })),
    );
    const [code, normal, bulk] = messages.map(({ id }) => id) as [string, string, string];
    for (const id of [code, normal]) await reaches(system.url, id, 'delivered');
    expect((await get(system.url, bulk)).status).toBe('pending');

    const before = await lengths();
    await pool.query("UPDATE messages SET status = 'retry', due_at = now() WHERE id = $1", [bulk]);
    await eventually(async () =>
      expect(await lengths()).toEqual({ ...before, bulk: (before.bulk as number) + 1 }),
    );
    await system.redis.redis.del(queueOf('bulk'));
    await eventually(async () => expect((await lengths()).bulk).toBeGreaterThan(0));
    expect(await lengths()).toMatchObject({ code: before.code, normal: before.normal });

    await system.admin.resume(queueOf('bulk'));
    await reaches(system.url, bulk, 'delivered');
  });
});
