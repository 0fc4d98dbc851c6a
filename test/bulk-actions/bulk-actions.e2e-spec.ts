import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { get, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { failAll, sendMany, timesOf } from './many-messages.js';

const PATH = '/api/v1/bulk-actions';
const MANY = 2_500;
const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();
const TOMORROW = () => new Date(Date.now() + 86_400_000).toISOString();

interface Job {
  id: string;
  status: string;
  matching: number;
  done: number;
  failed: number;
  left_out: { reason: string; count: number }[];
  created_at: string;
  finished_at: string | null;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const pool = () => system.database.pool;
const post = (body: object) => request(system.url).post(PATH).send(body);
const start = async (body: object) => (await post(body).expect(201)).body as Job;
const jobOf = async (id: string) => (await request(system.url).get(`${PATH}/${id}`).expect(200)).body as Job;
const preview = async (body: object) => (await post({ ...body, dry_run: true }).expect(200)).body as unknown;

/** Waits until the job is done, and answers it. */
async function ended(id: string, withinMs = 20_000): Promise<Job> {
  let job: Job | undefined;
  await eventually(async () => {
    job = await jobOf(id);
    expect(job.status).toBe('done');
  }, withinMs);
  return job as Job;
}

async function withProcessor(work: () => Promise<void>): Promise<void> {
  const processor = await system.startProcessor();
  try {
    await work();
  } finally {
    system.processors.splice(0);
    await processor.close();
  }
}

const statusesOf = async (tag: string) => {
  const { rows } = await pool().query<{ status: string; count: number }>(
    'SELECT status, count(*)::int AS count FROM messages WHERE $1 = ANY (tags) GROUP BY status',
    [tag],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};

describe('what would be done', () => {
  beforeAll(async () => {
    const [expired, suppressed] = await sendMany(system.url, 7, 'mixed');
    await failAll(pool(), 'mixed');
    await sendMany(system.url, 2, 'mixed');
    await sendMany(system.url, 3, 'mixed', { send_at: IN_AN_HOUR() });
    await pool().query(`UPDATE messages SET expires_at = now() WHERE id = $1`, [expired]);
    await pool().query(`UPDATE messages SET expires_at = now() + interval '2 hours' WHERE id = (
      SELECT min(id::text)::uuid FROM messages WHERE status = 'scheduled' AND 'mixed' = ANY (tags))`);
    const { to } = await get(system.url, suppressed as string);
    await request(system.url)
      .post('/api/v1/suppressions')
      .send({ channel: 'sms', address: to, reason: 'manual' })
      .expect(201);
  });

  it.each<[object, object]>([
    [
      { action: 'retry', filter: { tag: 'mixed' } },
      {
        matching: 12,
        affected: 5,
        left_out: [
          { reason: 'not_failed', count: 5 },
          { reason: 'expired', count: 1 },
          { reason: 'suppressed', count: 1 },
        ],
      },
    ],
    [
      { action: 'retry', filter: { tag: 'mixed', error_code: '30003', status: 'failed' } },
      {
        matching: 7,
        affected: 5,
        left_out: [
          { reason: 'expired', count: 1 },
          { reason: 'suppressed', count: 1 },
        ],
      },
    ],
    [
      { action: 'cancel', filter: { search: 'mixed' } },
      { matching: 12, affected: 5, left_out: [{ reason: 'not_waiting', count: 7 }] },
    ],
    [
      { action: 'reschedule', filter: { tag: 'mixed' }, scheduled_at: TOMORROW() },
      {
        matching: 12,
        affected: 2,
        left_out: [
          { reason: 'not_scheduled', count: 9 },
          { reason: 'expired', count: 1 },
        ],
      },
    ],
    [
      { action: 'cancel', filter: { tag: 'nobody' } },
      { matching: 0, affected: 0, left_out: [] },
    ],
  ])('is said exactly, with reasons, case %#', async (body, effect) => {
    expect(await preview(body)).toEqual({
      action: (body as { action: string }).action,
      ...effect,
      is_minimum: false,
    });
    expect(await statusesOf('mixed')).toEqual({ failed: 7, pending: 2, scheduled: 3 });
  });

  it('leaves out what is being erased', async () => {
    const erased = await send(system.url, { ...SMS, to: '+15553330001', tags: ['erased'] });
    await failAll(pool(), 'erased');
    await pool().query('INSERT INTO erasures (conversation_id) VALUES ($1)', [erased.conversation_id]);
    expect(await preview({ action: 'retry', filter: { tag: 'erased' } })).toMatchObject({
      affected: 0,
      left_out: [{ reason: 'erased', count: 1 }],
    });
  });

  it('is what is done', async () => {
    const filter = { tag: 'mixed', status: 'scheduled' };
    const { id } = await start({ action: 'reschedule', filter, scheduled_at: TOMORROW() });
    await withProcessor(async () => {
      const left_out = [{ reason: 'expired', count: 1 }];
      expect(await ended(id)).toMatchObject({ matching: 3, done: 2, failed: 0, left_out });
    });
    expect(await timesOf(pool(), 'mixed', 'rescheduled')).toEqual({ 0: 10, 1: 2 });
  });
});

describe(`a retry of ${MANY}`, () => {
  it('sends each of them once more, and what is sent meanwhile does not wait for them', async () => {
    await sendMany(system.url, MANY, 'many');
    await failAll(pool(), 'many');
    const filter = {
      tag: 'many',
      status: ['failed'],
      changed_after: new Date(Date.now() - 60_000).toISOString(),
    };
    expect(await preview({ action: 'retry', filter })).toMatchObject({ matching: MANY, affected: MANY });
    await withProcessor(async () => {
      const job = await start({ action: 'retry', filter });
      expect(job).toMatchObject({
        action: 'retry',
        filter,
        status: 'running',
        matching: MANY,
        created_by: null,
      });
      await eventually(async () => expect((await jobOf(job.id)).done).toBeGreaterThan(0), 30_000);
      const fresh = await send(system.url, { ...SMS, to: '+15554440000' });
      await eventually(async () => expect((await get(system.url, fresh.id)).sent_at).not.toBeNull(), 10_000);
      expect((await jobOf(job.id)).status).toBe('running');
      expect(await ended(job.id, 120_000)).toMatchObject({ done: MANY, failed: 0, left_out: [] });
      await eventually(async () => {
        const { sent = 0, delivered = 0 } = await statusesOf('many');
        expect(sent + delivered).toBe(MANY);
      }, 60_000);
    });
    expect(await timesOf(pool(), 'many', 'queued')).toEqual({ 1: MANY });
    expect(await timesOf(pool(), 'many', 'sent')).toEqual({ 1: MANY });
  }, 240_000);
});

describe('a job', () => {
  it('touches nothing that was accepted or changed after it began', async () => {
    const [changed] = await sendMany(system.url, 3, 'before', { send_at: IN_AN_HOUR() });
    const { id } = await start({ action: 'cancel', filter: { tag: 'before' } });
    await sendMany(system.url, 2, 'before', { send_at: IN_AN_HOUR() });
    await request(system.url)
      .post(`/api/v1/messages/${changed}/reschedule`)
      .send({ scheduled_at: TOMORROW() })
      .expect(200);
    await withProcessor(async () => expect(await ended(id)).toMatchObject({ matching: 3, done: 2 }));
    expect(await statusesOf('before')).toEqual({ canceled: 2, scheduled: 3 });
    expect((await get(system.url, changed as string)).status).toBe('scheduled');
  });

  it('is stopped, and goes on where it stopped', async () => {
    const count = 3_000;
    await sendMany(system.url, count, 'campaign', { send_at: IN_AN_HOUR() });
    await withProcessor(async () => {
      const { id } = await start({ action: 'cancel', filter: { tag: 'campaign' } });
      await eventually(async () => expect((await jobOf(id)).done).toBeGreaterThan(0));
      const stopped = (await request(system.url).post(`${PATH}/${id}/stop`).expect(200)).body as Job;
      expect(stopped).toMatchObject({ status: 'stopped', finished_at: null });
      expect(stopped.done).toBeLessThan(count);
      // Another job has its turn, and this one none.
      await sendMany(system.url, 1, 'other', { send_at: IN_AN_HOUR() });
      await ended((await start({ action: 'cancel', filter: { tag: 'other' } })).id);
      expect(await statusesOf('campaign')).toEqual({
        canceled: stopped.done,
        scheduled: count - stopped.done,
      });
      expect(await jobOf(id)).toEqual(stopped);
      await request(system.url).post(`${PATH}/${id}/resume`).expect(200);
      expect(await ended(id, 60_000)).toMatchObject({ done: count, left_out: [] });
      // At its end it stays.
      const { body } = await request(system.url).post(`${PATH}/${id}/stop`).expect(200);
      expect(body).toMatchObject({ status: 'done' });
    });
    expect(await timesOf(pool(), 'campaign', 'canceled')).toEqual({ 1: count });
  }, 120_000);

  it('tells of those that cannot be changed, and changes the others', async () => {
    const [bad] = await sendMany(system.url, 5, 'poison', { send_at: IN_AN_HOUR() });
    await pool().query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
      CREATE TRIGGER poison BEFORE UPDATE ON messages FOR EACH ROW WHEN (OLD.id = '${bad}') EXECUTE FUNCTION refuse()`);
    const { id } = await start({ action: 'cancel', filter: { tag: 'poison' } });
    await withProcessor(async () => expect(await ended(id)).toMatchObject({ done: 4, failed: 1 }));
    await pool().query('DROP TRIGGER poison ON messages');
  });

  it('is listed, newest first, page by page', async () => {
    const all = (await request(system.url).get(PATH).expect(200)).body as {
      bulk_actions: Job[];
      next_cursor: null;
    };
    expect(all.next_cursor).toBeNull();
    const times = all.bulk_actions.map(({ created_at }) => created_at);
    expect(times).toEqual([...times].sort().reverse());
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await request(system.url).get(PATH).query({ limit: 2, cursor }).expect(200);
      const page = body as { bulk_actions: Job[]; next_cursor: string | null };
      ids.push(...page.bulk_actions.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(ids).toEqual(all.bulk_actions.map(({ id }) => id));
  });

  it('names nobody any more who was erased', async () => {
    const to = '+15553330009';
    const message = await send(system.url, { ...SMS, to, send_at: IN_AN_HOUR() });
    const { id } = await start({ action: 'cancel', filter: { to, status: 'scheduled' } });
    await withProcessor(async () => void (await ended(id)));
    await request(system.url).delete(
      `/api/v1/conversations/${message.conversation_id as string}?hard_delete=true`,
    );
    const { rows } = await pool().query('SELECT filter, wanted FROM bulk_actions WHERE id = $1', [id]);
    expect(rows).toEqual([{ filter: { status: 'scheduled' }, wanted: {} }]);
  });

  it('is one of a few that run at once', async () => {
    const body = { action: 'cancel', filter: { tag: 'nobody' } };
    const started: string[] = [];
    for (let n = 0; n < 20; n += 1) started.push((await start(body)).id);
    await post(body).expect(409);
    await request(system.url).post(`${PATH}/${started[0]}/stop`).expect(200);
    await post(body).expect(201);
  });
});

it('reschedules a single message', async () => {
  const message = await send(system.url, { ...SMS, send_at: IN_AN_HOUR() });
  const to = TOMORROW();
  const path = (id: string) => `/api/v1/messages/${id}/reschedule`;
  const { body } = await request(system.url).post(path(message.id)).send({ scheduled_at: to }).expect(200);
  expect(body).toMatchObject({ status: 'scheduled', scheduled_at: to });
  await request(system.url).post(path(message.id)).send({}).expect(422);
  await request(system.url).post(path(randomUUID())).send({ scheduled_at: to }).expect(404);
  await request(system.url).post(`/api/v1/messages/${message.id}/cancel`).expect(200);
  await request(system.url).post(path(message.id)).send({ scheduled_at: to }).expect(409);
});

it.each<[string[], object]>([
  [['action'], { action: 'delete', filter: { tag: 'x' } }],
  [['filter'], { action: 'retry' }],
  [['filter'], { action: 'retry', filter: {} }],
  [['filter'], { action: 'retry', filter: ['failed'] }],
  [['filter.status'], { action: 'retry', filter: { status: ['lost'] } }],
  [['filter.tag'], { action: 'retry', filter: { tag: { is: 'x' } } }],
  [['filter.limit'], { action: 'retry', filter: { limit: 3 } }],
  [['scheduled_at'], { action: 'reschedule', filter: { tag: 'x' } }],
  [['scheduled_at'], { action: 'retry', filter: { tag: 'x' }, scheduled_at: '2026-01-31T12:00:00Z' }],
  [['dry_run'], { action: 'retry', filter: { tag: 'x' }, dry_run: 'yes' }],
])('refuses a wrong %j, case %#', async (fields, body) => {
  const response = await post(body).expect(422);
  expect((response.body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(fields);
});

it.each(['', '/stop', '/resume'])('knows no job by another id: %s', async (what) => {
  const path = `${PATH}/${randomUUID()}${what}`;
  await (what === '' ? request(system.url).get(path) : request(system.url).post(path)).expect(404);
});
