import { QueueAdmin } from '#queue';
import { sendstream } from '../support/sendstream-command.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';

const QUEUE = 'message_queue:sms';
const DEAD = ['data', 'not JSON', 'reason', 'data is not JSON', 'deliveries', '1', 'entry_id', '1-0'];

describe('sendstream queues', () => {
  let database: TestDatabase;
  let redis: RedisForTest;
  let admin: QueueAdmin;
  beforeAll(async () => {
    database = await createTestDatabase();
    redis = await RedisForTest.start();
    admin = new QueueAdmin(redis.url);
  });
  afterAll(async () => {
    await admin?.close();
    await redis?.stop();
    await database?.drop();
  });

  const run = (...args: string[]) =>
    sendstream(['queues', ...args], { REDIS_URL: redis.url, DATABASE_URL: database.url });
  const audited = async () =>
    (
      await database.pool.query<{ did: string }>(
        "SELECT action || ' ' || object_id AS did FROM audit_events ORDER BY id",
      )
    ).rows.map(({ did }) => did);
  async function queues(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  }
  const bury = () => redis.redis.xadd(`${QUEUE}:dead`, '*', ...DEAD, 'died_at', new Date().toISOString());

  it('pauses and resumes a queue', async () => {
    await queues('pause', 'sms');
    expect(await admin.stats(QUEUE)).toMatchObject({ paused: true });
    expect(await queues()).toMatch(/message_queue:sms.*paused by command, and no processor/);
    await queues('resume', QUEUE);
    expect(await admin.stats(QUEUE)).toMatchObject({ paused: false });
    expect(await audited()).toEqual([`queue.pause ${QUEUE}`, `queue.resume ${QUEUE}`]);
  });

  it('pauses one lane, and no other of its type', async () => {
    await queues('pause', 'sms:bulk');
    expect(await admin.stats(`${QUEUE}:bulk`)).toMatchObject({ paused: true });
    for (const other of [QUEUE, `${QUEUE}:code`]) expect((await admin.stats(other)).paused).toBe(false);
    expect(await queues()).toMatch(/message_queue:sms:bulk.*paused by command/);
    await queues('resume', 'sms:bulk');
    expect(await admin.stats(`${QUEUE}:bulk`)).toMatchObject({ paused: false });
  });

  it('does the same while PostgreSQL is away, and says that nobody will read of it', async () => {
    const away = { REDIS_URL: redis.url, DATABASE_URL: 'postgres://127.0.0.1:1/x' };
    const { status, stderr } = await sendstream(['queues', 'resume', 'sms'], away);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^Done, but not recorded in the audit: /)]);
  });

  it('says when no processor is there, and what holds a queue back', async () => {
    expect(await queues()).toMatch(/message_queue:sms.*no processor/);
    // A consumer reports twice a second; these two do so once, for as long as this test may take.
    const later = Date.now() + 60_000;
    const record = (held: object) => JSON.stringify({ state: 'reading', token: '', at: later, held });
    const held = { text: 'twilio is down', since: '2026-01-31T12:00:00.000Z', isPace: false, nextMs: 7_900 };
    await redis.redis.hset(
      `${QUEUE}:consumers`,
      'one',
      record(held),
      'other',
      record({ ...held, nextMs: 9_000 }),
    );
    expect(await queues()).toMatch(/held: twilio is down since 2026-01-31 12:00:00 UTC, next trial in 8 s/);
    expect(JSON.parse(await queues('--json'))[0]).toMatchObject({
      queue: QUEUE,
      state: expect.stringMatching(/^held: twilio is down/),
      held: { consumers: 2 },
    });
    await redis.redis.hset(`${QUEUE}:consumers`, 'one', JSON.stringify({ state: 'reading', at: later }));
    expect(await queues()).toMatch(/held by 1 of 2: twilio is down/);
    await redis.redis.del(`${QUEUE}:consumers`);
  });

  it('lists dead entries with their reason, replays one and discards the rest', async () => {
    const [first] = [await bury(), await bury(), await bury()] as string[];
    expect(await queues('dead', QUEUE)).toContain('data is not JSON');
    expect(await queues('replay', QUEUE, first as string)).toContain('1 queued again');
    expect(await admin.stats(QUEUE)).toMatchObject({ dead: 2, length: 1 });
    expect(await run('replay', QUEUE, '1-0')).toMatchObject({ status: 1, stderr: 'Not found: 1 of 1.\n' });
    const { stdout, stderr } = await run('dead', 'sms', '--json', '--limit', '1');
    expect(JSON.parse(stdout)).toMatchObject([{ reason: 'data is not JSON' }]);
    expect(stderr).toBe('1 of 2; --limit shows more.\n');
    expect(await queues('discard', QUEUE, '--all')).toContain('2 discarded');
    expect(await admin.stats(QUEUE)).toMatchObject({ dead: 0, length: 1 });
    expect((await audited()).slice(-2)).toEqual([
      `queue.replay_dead_letters ${QUEUE}`,
      `queue.discard_dead_letters ${QUEUE}`,
    ]);
  });

  it('says what it can do when it is asked for something else', async () => {
    for (const wrong of [['pause'], ['replay', QUEUE], ['mend', QUEUE], ['pause', 'smss']])
      expect(await run(...wrong)).toEqual({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/queue|Which/) as string,
      });
  });
});
