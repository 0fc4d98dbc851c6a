import request from 'supertest';
import { EMAIL, get, reaches, send, type SentMessage, SMS, timeline } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start({ BATCH_MAX_ITEMS: '200' });
});
afterAll(() => system.stop());

const DAY_MS = 86_400_000;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();
const post = (body: object) => request(system.url).post('/api/v1/messages/send').send(body);

interface Results {
  results: { status: number; message?: SentMessage; errors?: { field: string; reason: string }[] }[];
}

async function count(): Promise<number> {
  const { rows } = await system.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM messages',
  );
  return rows[0]?.count ?? 0;
}

describe('send', () => {
  it('opens a thread when asked to, and a direct conversation once', async () => {
    const direct = await send(system.url, { ...SMS, conversation_type: null });
    const threads = await Promise.all(
      [1, 2].map(() => send(system.url, { ...SMS, conversation_type: 'thread' })),
    );
    expect((await send(system.url, SMS)).conversation_id).toBe(direct.conversation_id);
    expect(new Set([direct, ...threads].map((message) => message.conversation_id)).size).toBe(3);
  });

  it("puts a reply into its parent's conversation, whatever else it asks for", async () => {
    const parent = await send(system.url, { ...SMS, conversation_type: 'thread' });
    const reply = { ...SMS, from: SMS.to, to: SMS.from, parent_id: parent.id.toUpperCase() };
    for (const conversation_type of ['direct', 'thread']) {
      expect(await send(system.url, { ...reply, conversation_type })).toMatchObject({
        conversation_id: parent.conversation_id,
        parent_id: parent.id,
      });
    }
    await post({ ...reply, parent_id: '0190b1de-0000-7000-8000-000000000000' })
      .expect(404)
      .expect(({ body }) =>
        expect(body).toMatchObject({ errors: [{ field: 'parent_id', reason: 'names no message' }] }),
      );
    for (const wrong of [{ to: '+15550009999' }, { ...EMAIL, parent_id: parent.id }]) {
      const { body } = await post({ ...reply, ...wrong }).expect(422);
      expect(body).toMatchObject({ errors: [{ field: 'parent_id' }] });
    }
  });

  it('keeps a message until its time, and sends one whose time is past at once', async () => {
    const later = await send(system.url, { ...SMS, send_at: ahead(35 * DAY_MS - 60_000) });
    expect(later).toMatchObject({ status: 'scheduled', next_attempt_at: null });
    expect(later.scheduled_at).not.toBeNull();
    expect(await send(system.url, { ...SMS, send_at: '2001-01-01T00:00:00Z' })).toMatchObject({
      status: 'pending',
      scheduled_at: null,
    });
    await system.startProcessor();
    const soon = await send(system.url, { ...SMS, send_at: ahead(1_200) });
    expect(soon.status).toBe('scheduled');
    await reaches(system.url, soon.id, 'delivered');
    expect(await timeline(system.url, soon.id)).toEqual([
      'accepted',
      'queued',
      'sending',
      'sent',
      'delivered',
    ]);
    expect((await get(system.url, later.id)).status).toBe('scheduled');
  });

  it('counts the validity from the send time', async () => {
    const send_at = ahead(DAY_MS);
    const { expires_at } = await send(system.url, { ...SMS, send_at, validity_seconds: 60 });
    expect(expires_at).toBe(new Date(Date.parse(send_at) + 60_000).toISOString());
    const at = ahead(60_000);
    expect((await send(system.url, { ...SMS, expires_at: at, validity_seconds: null })).expires_at).toBe(at);
  });

  it('normalises the other addresses of an email, and writes to nobody twice', async () => {
    const sent = await send(system.url, {
      ...EMAIL,
      reply_to: 'Desk <desk@Example.com>',
      cc: ['A <a@b.example>', 'someone@EXAMPLE.org', 'a@b.example'],
      bcc: ['c@d.example', 'A@b.example'],
      tags: ['x', 'y', 'x'],
      callback_url: 'http://localhost:9999/told',
      ignore_suppression: ['unsubscribe'],
      list_unsubscribe: true,
    });
    const expected = {
      reply_to: 'Desk <desk@example.com>',
      cc: ['A <a@b.example>'],
      bcc: ['c@d.example'],
      tags: ['x', 'y'],
      callback_url: 'http://localhost:9999/told',
    };
    expect(sent).toMatchObject(expected);
    expect(await get(system.url, sent.id)).toMatchObject(expected);
  });

  it('takes null for absent', async () => {
    const nulls = Object.fromEntries(
      ['parent_id', 'send_at', 'expires_at', 'validity_seconds', 'tags', 'callback_url', 'cc', 'bcc']
        .concat(['reply_to', 'ignore_suppression', 'list_unsubscribe', 'conversation_type', 'metadata'])
        .map((field) => [field, null]),
    );
    await send(system.url, { ...SMS, ...nulls });
  });

  it.each<[string, object, RegExp]>([
    ['parent_id', { parent_id: 'x' }, /UUID/],
    ['conversation_type', { conversation_type: 'group' }, /direct, thread/],
    ['send_at', { send_at: 'tomorrow' }, /ISO 8601/],
    ['send_at', { send_at: 1_900_000_000 }, /ISO 8601/],
    ['send_at', { send_at: '2026-02-30T00:00:00Z' }, /ISO 8601/],
    ['send_at', { send_at: ahead(36 * DAY_MS) }, /35 days/],
    ['expires_at', { expires_at: ahead(-1_000) }, /must be ahead/],
    ['expires_at', { expires_at: ahead(DAY_MS), validity_seconds: 5 }, /together/],
    ['expires_at', { expires_at: ahead(1_000_000), send_at: ahead(2_000_000) }, /after send_at/],
    ['expires_at', { expires_at: ahead(80 * DAY_MS) }, /35 days/],
    ['validity_seconds', { validity_seconds: 0 }, /whole number/],
    ['validity_seconds', { validity_seconds: 1.5 }, /whole number/],
    ['tags', { tags: Array.from({ length: 11 }, String) }, /at most 10/],
    ['tags', { tags: ['x'.repeat(101)] }, /bad item 0/],
    ['tags', { tags: ['ok', ''] }, /bad item 1/],
    ['tags', { tags: 'x' }, /array/],
    ['callback_url', { callback_url: 'ftp://x.example' }, /http/],
    ['cc', { cc: ['a@b.example'] }, /only possible in an email/],
    ['cc', { ...EMAIL, cc: ['a@b.example', 'x'] }, /bad item 1/],
    ['bcc', { ...EMAIL, bcc: Array.from({ length: 51 }, (_, i) => `a${i}@b.example`) }, /at most 50/],
    ['reply_to', { ...EMAIL, reply_to: 'x' }, /email address/],
    ['ignore_suppression', { ...EMAIL, ignore_suppression: ['stop'] }, /bad item 0/],
    ['ignore_suppression', { ignore_suppression: ['bounce'] }, /email/],
    ['list_unsubscribe', { ...EMAIL, list_unsubscribe: 'yes' }, /true or false/],
  ])('refuses a wrong %s, case %#', async (field, wrong, reason) => {
    const { body } = await post({ ...SMS, ...wrong }).expect(422);
    const { errors } = body as { errors: unknown[] };
    expect(errors).toContainEqual({ field, reason: expect.stringMatching(reason) as string });
  });
});

describe('batch', () => {
  const batch = (body: object) => request(system.url).post('/api/v1/messages/batch').send(body);

  it('answers every item in order, and accepts the good ones whatever the others are', async () => {
    const parent = await send(system.url, SMS);
    const before = await count();
    const messages = [
      { body: 'one' },
      { body: '' },
      'nonsense',
      { body: 'two', to: '+15550001111', from: '+15550002222' },
      { body: 'three', parent_id: '0190b1de-0000-7000-8000-000000000000' },
      { body: 'four', parent_id: parent.id },
      { body: 'five', metadata: null, colour: 1 },
    ];
    const defaults = { type: 'sms', from: SMS.from, to: SMS.to, metadata: { run: 1 } };
    const { results } = (await batch({ messages, defaults }).expect(207)).body as Results;
    expect(results.map(({ status }) => status)).toEqual([201, 422, 422, 201, 422, 201, 422]);
    expect(results[0]?.message).toMatchObject({ body: 'one', metadata: { run: 1 } });
    expect(results[1]?.errors).toEqual([{ field: 'body', reason: 'must have at least 1 character' }]);
    expect(results[2]?.errors).toEqual([{ field: 'message', reason: 'must be a JSON object' }]);
    expect(results[3]?.message).toMatchObject({ body: 'two', to: '+15550001111' });
    expect(results[5]?.message).toMatchObject({ parent_id: parent.id });
    expect(await count()).toBe(before + 3);
    for (const { message } of results) if (message) await reaches(system.url, message.id, 'delivered');
  });

  it.each<[string, object, RegExp]>([
    ['messages', {}, /array/],
    ['messages', { messages: [] }, /at least one/],
    ['messages', { messages: Array.from({ length: 201 }, () => SMS) }, /at most 200/],
    ['defaults', { messages: [SMS], defaults: [] }, /object/],
    ['defaults.colour', { messages: [SMS], defaults: { colour: 1 } }, /not a known field/],
    ['colour', { messages: [SMS], colour: 1 }, /not a known field/],
  ])('refuses all when %s is wrong, case %#', async (field, body, reason) => {
    const before = await count();
    const problem = (await batch(body).expect(422)).body as { errors: unknown[] };
    expect(problem.errors).toEqual([{ field, reason: expect.stringMatching(reason) as string }]);
    expect(await count()).toBe(before);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string, body: object, path = 'send') =>
    request(system.url).post(`/api/v1/messages/${path}`).set('Idempotency-Key', key).send(body);

  it('answers the same request as before, and refuses another', async () => {
    const first = await keyed('one', { ...SMS, metadata: { a: 1, b: 2 } }).expect(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    await reaches(system.url, (first.body as SentMessage).id, 'delivered');
    const { type, ...rest } = SMS;
    const again = await keyed('one', { metadata: { b: 2, a: 1 }, ...rest, type }).expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    for (const [path, body] of [
      ['send', SMS],
      ['batch', { messages: [SMS] }],
    ] as const) {
      const other = await keyed('one', body, path).expect(422);
      expect(other.body).toMatchObject({ errors: [{ field: 'idempotency-key' }] });
    }
  });

  it('answers as before though the request is not valid any more', async () => {
    const body = { ...SMS, expires_at: ahead(400) };
    const first = await keyed('short', body).expect(201);
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(body.expires_at)));
    expect((await keyed('short', body).expect(201)).body).toEqual(first.body);
    await keyed('shorter', body).expect(422);
  });

  it('makes one message of a hundred requests at once', async () => {
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 100 }, () => keyed('hundred', SMS)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    for (const { status, headers } of answers) if (status === 409) expect(headers['retry-after']).toBe('1');
    const ids = answers.flatMap(({ status, body }) => (status === 201 ? [(body as SentMessage).id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('answers a batch with the same results, what was refused included', async () => {
    const expires_at = ahead(400);
    const body = { messages: [{ ...SMS, body: '' }, SMS, { ...SMS, expires_at }, { ...SMS, to: 'x' }] };
    const first = await keyed('batch', body, 'batch').expect(207);
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(expires_at)));
    const again = await keyed('batch', body, 'batch').expect(207);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((first.body as Results).results.map(({ status }) => status)).toEqual([422, 201, 201, 422]);
  });

  it('says of what is deleted by now that it is, each item in its place', async () => {
    const [kept, other] = [
      { ...SMS, to: '+15550003001' },
      { ...SMS, to: '+15550003002' },
    ];
    const one = await keyed('deleted', kept).expect(201);
    const messages = [{ ...kept, body: 'first' }, { ...SMS, body: '' }, other, kept, other];
    const all = await keyed('deleted batch', { messages }, 'batch').expect(207);
    const { results } = all.body as Results;
    for (const { message } of results) if (message) await reaches(system.url, message.id, 'delivered');
    const { conversation_id } = one.body as SentMessage;
    await request(system.url)
      .delete(`/api/v1/conversations/${conversation_id as string}?hard_delete=true`)
      .expect(204);

    const again = await keyed('deleted', kept).expect(404);
    const errors = [{ field: 'message', reason: expect.stringMatching(/deleted/) as string }];
    expect(again.body).toMatchObject({ status: 404, errors });
    const replay = await keyed('deleted batch', { messages }, 'batch').expect(207);
    expect(replay.headers['idempotent-replayed']).toBe('true');
    expect((replay.body as Results).results).toEqual([
      { status: 422, errors },
      results[1],
      results[2],
      { status: 422, errors },
      results[4],
    ]);
  });

  it('remembers nothing of a request that was refused', async () => {
    await keyed('mended', { ...SMS, body: '' }).expect(422);
    await keyed('mended', SMS).expect(201);
  });

  it.each(['x'.repeat(256), 'ü', ''])('refuses a key that is none, case %#', async (key) => {
    const { body } = await keyed(Buffer.from(key).toString('latin1'), SMS).expect(422);
    expect(body).toMatchObject({ errors: [{ field: 'idempotency-key' }] });
  });

  it('refuses a body without end', async () => {
    const endless = '{"a":'.repeat(30_000) + '1' + '}'.repeat(30_000);
    await request(system.url)
      .post('/api/v1/messages/send')
      .set({ 'Idempotency-Key': 'endless', 'Content-Type': 'application/json' })
      .send(endless)
      .expect(422);
  });
});
