import request from 'supertest';
import { EMAIL, MMS, reaches, send, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
const NUMBER = { channel: 'sms', address: '+15559990001', reason: 'manual' };

interface SuppressionJson {
  id: string;
  address: string;
  reason: string;
}

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
  await system.startProcessor();
});
afterAll(() => system.stop());

const post = (body: object) => request(system.url).post('/api/v1/suppressions').send(body);
const list = (query = '') => request(system.url).get(`/api/v1/suppressions${query}`);
const remove = (id: string) => request(system.url).delete(`/api/v1/suppressions/${id}`);
const suppress = async (body: object) => (await post(body).expect(201)).body as SuppressionJson;

async function calls(id: string): Promise<number> {
  const { rows } = await system.database.pool.query('SELECT 1 FROM send_attempts WHERE message_id = $1', [
    id,
  ]);
  return rows.length;
}

/** The message ends suppressed, and nobody was called for it. */
async function endsSuppressed(id: string): Promise<void> {
  const failed = await reaches(system.url, id, 'failed');
  expect(failed.error).toMatchObject({ code: 'suppressed' });
  expect(await timeline(system.url, id)).not.toContain('sending');
  expect(await calls(id)).toBe(0);
}

describe('a suppression', () => {
  it('is made for an address in its normal form, once per reason', async () => {
    const made = await post({ ...NUMBER, address: '+1 (555) 999-0002', note: 'Asked by phone' }).expect(201);
    expect(made.body).toEqual({
      id: expect.any(String) as string,
      address: '+15559990002',
      channel: 'sms',
      sender: null,
      reason: 'manual',
      note: 'Asked by phone',
      created_at: expect.any(String) as string,
    });
    const again = await post({ ...NUMBER, channel: 'mms', address: '+15559990002' }).expect(200);
    expect(again.body).toEqual(made.body);
    const other = await suppress({ ...NUMBER, address: '+15559990002', reason: 'stop' });
    expect(other.id).not.toBe((made.body as SuppressionJson).id);
    const email = await suppress({
      channel: 'email',
      address: 'Some One <Some.One@Example.ORG>',
      reason: 'bounce',
    });
    expect(email).toMatchObject({ address: 'some.one@example.org', channel: 'email' });
  });

  it('is made once by a hundred at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post({ ...NUMBER, address: '+15559990003' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(new Set(answers.map(({ body }) => (body as SuppressionJson).id)).size).toBe(1);
  });

  it('is told to the endpoints that ask for it, in the same commit, and only when it is new', async () => {
    const { rows } = await system.database.pool.query<{ id: string }>(
      `INSERT INTO webhook_endpoints (id, url, events, secret) VALUES (gen_random_uuid(), 'https://example.com/hook',
        '{suppression.created}', 'whsec_x'), (gen_random_uuid(), 'https://example.com/other', '{message.sent}', 'whsec_x')
       RETURNING id`,
    );
    const { id } = await suppress({ ...NUMBER, address: '+15559990004' });
    await post({ ...NUMBER, address: '+15559990004' }).expect(200);
    const told = await system.database.pool.query<{ endpoint_id: string; snapshot: object }>(
      "SELECT endpoint_id, snapshot FROM callbacks WHERE type = 'suppression.created'",
    );
    expect(told.rows).toHaveLength(1);
    expect(told.rows[0]).toMatchObject({
      endpoint_id: rows[0]?.id,
      snapshot: { id, address: '+15559990004', reason: 'manual' },
    });
    await system.database.pool.query('DELETE FROM webhook_endpoints');
  });

  it('is taken away, once', async () => {
    const { id } = await suppress({ ...NUMBER, address: '+15559990005' });
    await remove(id).expect(204);
    const answer = await remove(id).expect(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    const sent = await send(system.url, { ...SMS, to: '+15559990005' });
    await reaches(system.url, sent.id, 'delivered');
  });

  it.each<[string, object, string, RegExp]>([
    ['no channel', { address: '+15559990001', reason: 'stop' }, 'channel', /sms, mms, email/],
    ['an unknown channel', { ...NUMBER, channel: 'fax' }, 'channel', /sms, mms, email/],
    ['no address', { channel: 'sms', reason: 'stop' }, 'address', /required/],
    ['an address of the wrong type', { ...NUMBER, address: 1 }, 'address', /string/],
    ['an email address as number', { ...NUMBER, address: 'a@b.example' }, 'address', /E\.164/],
    ['a number as email address', { ...NUMBER, channel: 'email' }, 'address', /email/],
    ['an address with NUL', { ...NUMBER, address: 'a\0' }, 'address', /NUL/],
    ['no reason', { ...NUMBER, reason: undefined }, 'reason', /stop, bounce/],
    ['an unknown reason', { ...NUMBER, reason: 'mood' }, 'reason', /stop, bounce/],
    ['a note without end', { ...NUMBER, note: 'x'.repeat(501) }, 'note', /at most 500/],
    ['a note that is no text', { ...NUMBER, note: {} }, 'note', /string/],
    ['an unknown field', { ...NUMBER, sender: 'x' }, 'sender', /not a known field/],
  ])('with %s is refused', async (_, body, field, reason) => {
    const answer = await post(body).expect(422);
    const { errors } = answer.body as { errors: unknown[] };
    expect(errors).toContainEqual({ field, reason: expect.stringMatching(reason) as string });
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['cursor=abc', 'cursor'],
    ['channel=fax', 'channel'],
    ['reason=mood', 'reason'],
    ['address=nobody@', 'address'],
    ['colour=red', 'colour'],
  ])('is not listed by %s', async (query, field) => {
    const answer = await list(`?${query}`).expect(422);
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(
      field,
    );
  });

  it('is not taken away by what is no id', async () => {
    await remove('abc').expect(422);
    await remove(UNKNOWN_ID).expect(404);
  });
});

describe('the list of suppressions', () => {
  it('is read page by page, newest first, each one once', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      made.unshift(
        (await suppress({ channel: 'email', address: `p${n}@pages.example`, reason: 'complaint' })).id,
      );
    }
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 5; pages += 1) {
      const page = (await list(`?reason=complaint&limit=2${cursor}`).expect(200)).body as {
        suppressions: SuppressionJson[];
        next_cursor: string | null;
      };
      seen.push(...page.suppressions.map(({ id }) => id));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(seen).toEqual(made);
  });

  it('is filtered by address, however it is written, channel and reason', async () => {
    const { id } = await suppress({ ...NUMBER, address: '+15559990006', reason: 'bounce' });
    const found = async (query: string) =>
      ((await list(`?${query}`).expect(200)).body as { suppressions: SuppressionJson[] }).suppressions.map(
        (each) => each.id,
      );
    expect(await found(`address=${encodeURIComponent('+1 555 999 0006')}`)).toEqual([id]);
    expect(await found(`address=${encodeURIComponent('+15559990006')}&channel=mms&reason=bounce`)).toEqual([
      id,
    ]);
    expect(await found(`address=${encodeURIComponent('+15559990006')}&reason=stop`)).toEqual([]);
    expect(await found(`address=${encodeURIComponent('+15559990006')}&channel=email`)).toEqual([]);
    expect(await found('channel=sms&reason=bounce')).toEqual([id]);
  });
});

describe('a message to a suppressed address', () => {
  it.each(['stop', 'bounce', 'complaint', 'unsubscribe', 'manual'])(
    'is accepted, and ends failed without a call (%s)',
    async (reason) => {
      const address = `+1555998${String(reason.length).padStart(4, '0')}`;
      await suppress({ channel: 'sms', address, reason });
      const [sms, mms] = await Promise.all([
        send(system.url, { ...SMS, to: address }),
        send(system.url, { ...MMS, to: address }),
      ]);
      await Promise.all([sms, mms].map(({ id }) => endsSuppressed(id)));
    },
  );

  it('is sent by email when it may ignore the reason, never against a stop', async () => {
    const to = 'Reader <Reader@letters.example>';
    await suppress({ channel: 'email', address: to, reason: 'unsubscribe' });
    const plain = await send(system.url, { ...EMAIL, to });
    await endsSuppressed(plain.id);
    const ignoring = { ...EMAIL, to, ignore_suppression: ['unsubscribe'] };
    await reaches(system.url, (await send(system.url, ignoring)).id, 'delivered');
    await suppress({ channel: 'email', address: to, reason: 'stop' });
    await endsSuppressed((await send(system.url, ignoring)).id);
    const bad = { ...EMAIL, to, ignore_suppression: ['stop'] };
    await request(system.url).post('/api/v1/messages/send').send(bad).expect(422);
  });

  it('is not sent when the suppression came between accept and send', async () => {
    const { admin } = system;
    const address = '+15559990007';
    await admin.pause('message_queue:sms');
    const accepted = await send(system.url, { ...SMS, to: address });
    await suppress({ ...NUMBER, address, reason: 'stop' });
    await admin.resume('message_queue:sms');
    await endsSuppressed(accepted.id);
  });

  it('is sent after all when the suppression is gone and it is tried again', async () => {
    const address = '+15559990008';
    const { id: suppression } = await suppress({ ...NUMBER, address });
    const { id } = await send(system.url, { ...SMS, to: address });
    await endsSuppressed(id);
    await remove(suppression).expect(204);
    await request(system.url).post(`/api/v1/messages/${id}/retry`).expect(200);
    await reaches(system.url, id, 'delivered');
    await eventually(async () => expect(await calls(id)).toBe(1));
  });
});
