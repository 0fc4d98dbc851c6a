import request from 'supertest';
import { EMAIL, reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

interface Conversation {
  id: string;
  status: string;
  message_count: number;
  last_message_at: string | null;
  [field: string]: unknown;
}

const UNKNOWN_ID = '0190b1de-0000-7000-8000-000000000000';
const FIELDS = [
  ...['channel_type', 'created_at', 'id', 'last_message_at', 'message_count', 'metadata', 'participant_from'],
  ...['participant_to', 'status', 'title', 'type', 'unread_count', 'updated_at'],
];

let system: RunningSystem;
let nextNumber = 1_000_000;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const api = () => request(system.url);
const root = '/api/v1/conversations';
const freshNumber = () => `+1555${(nextNumber += 1)}`;
const find = async (id: string, query = '') =>
  (await api().get(`${root}/${id}${query}`).expect(200)).body as Conversation;
const list = async (query: string) =>
  (await api().get(`${root}?${query}`).expect(200)).body as { conversations: Conversation[]; total: number };
const search = async (query: string, limit?: number) => {
  const { body } = await api().post(`${root}/search`).send({ query, limit }).expect(200);
  return (body as { conversations: (Conversation & { matched: string[] })[] }).conversations;
};
const open = async (body: object, status = 201) =>
  (await api().post(root).send(body).expect(status)).body as Conversation;
const pair = () => ({ channel_type: 'sms', participant_from: freshNumber(), participant_to: freshNumber() });
const inTail = async () => {
  const { rows } = await system.database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM message_index_tail',
  );
  return rows[0]?.n;
};

describe('a conversation', () => {
  it('is opened with everything that is given, and shown with everything it has', async () => {
    const given = { type: 'thread', title: 'Order 1042', metadata: { customer: 7 } };
    const opened = await open({ ...pair(), ...given, participant_from: '+1 (555) 222-3333' });
    expect(Object.keys(opened).sort()).toEqual(FIELDS);
    expect(opened).toMatchObject({
      ...given,
      channel_type: 'sms',
      participant_from: '+15552223333',
      status: 'active',
      message_count: 0,
      unread_count: 0,
      last_message_at: null,
    });
    expect(await find(opened.id)).toEqual(opened);
  });

  it('of two is one, whoever opens it, while threads are any number', async () => {
    const two = pair();
    const back = { ...two, participant_from: two.participant_to, participant_to: two.participant_from };
    const first = await open(two);
    expect((await open({ ...back, title: 'not this' }, 200)).id).toBe(first.id);
    expect(await find(first.id)).toMatchObject({ title: null });
    const sent = await send(system.url, { ...SMS, from: two.participant_to, to: two.participant_from });
    expect(sent.conversation_id).toBe(first.id);
    expect((await open({ ...two, type: 'thread' })).id).not.toBe((await open({ ...two, type: 'thread' })).id);
  });

  it('is opened once by many at the same time', async () => {
    const two = pair();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api().post(root).send(two)));
    expect(new Set(answers.map(({ body }) => (body as Conversation).id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
  });

  it('of two email addresses knows them without their names', async () => {
    const opened = await open({
      channel_type: 'email',
      participant_from: 'Shop <Shop@Example.com>',
      participant_to: 'x@example.org',
    });
    const sent = await send(system.url, { ...EMAIL, from: 'X <x@example.org>', to: 'SHOP@example.com' });
    expect(sent.conversation_id).toBe(opened.id);
    expect((await list('participant=shop@EXAMPLE.com')).conversations.map(({ id }) => id)).toEqual([
      opened.id,
    ]);
  });

  it('counts its messages at once, and shows the newest', async () => {
    const to = freshNumber();
    const sent = [];
    for (let n = 0; n < 3; n += 1) sent.push(await send(system.url, { ...SMS, to, body: `number ${n}` }));
    const id = sent[0]?.conversation_id as string;
    const shown = await find(id, '?include_messages=true');
    expect(shown).toMatchObject({ message_count: 3, last_message_at: sent[2]?.created_at });
    expect(shown.messages).toEqual(sent);
    expect(await find(id)).not.toHaveProperty('messages');
    const second = await api().get(`${root}/${id}/messages?limit=1&offset=1`).expect(200);
    expect(second.body).toEqual({ messages: [sent[1]], total: 3, limit: 1, offset: 1 });
  });

  it('is changed, cleared, read, archived and closed', async () => {
    const { id } = await open({ ...pair(), title: 'old', metadata: { a: 1 } });
    const patch = async (body: object) =>
      (await api().patch(`${root}/${id}`).send(body).expect(200)).body as object;
    expect(await patch({ title: 'new' })).toMatchObject({
      title: 'new',
      metadata: { a: 1 },
      status: 'active',
    });
    expect(await patch({ metadata: { b: 2 } })).toMatchObject({ title: 'new', metadata: { b: 2 } });
    expect(await patch({ title: null, metadata: null, status: 'archived' })).toMatchObject({
      title: null,
      metadata: {},
      status: 'archived',
    });
    await system.database.pool.query('UPDATE conversations SET unread_count = 4 WHERE id = $1', [id]);
    expect(await find(id)).toMatchObject({ unread_count: 4 });
    expect((await api().post(`${root}/${id}/read`).expect(200)).body).toMatchObject({ id, unread_count: 0 });
    expect(await patch({ status: 'active' })).toMatchObject({ status: 'active' });
    expect((await api().post(`${root}/${id}/archive`).expect(200)).body).toMatchObject({
      id,
      status: 'archived',
    });
    for (const _ of ['once', 'again']) await api().delete(`${root}/${id}`).expect(204);
    expect(await find(id)).toMatchObject({ status: 'closed' });
  });

  it.each(['archived', 'closed'])('that is %s is active again after a message', async (status) => {
    const { conversation_id: id, ...sent } = await send(system.url, { ...SMS, to: freshNumber() });
    await api()
      .patch(`${root}/${id as string}`)
      .send({ status })
      .expect(200);
    await send(system.url, { ...SMS, to: sent.to });
    expect(await find(id as string)).toMatchObject({ status: 'active', message_count: 2 });
  });
});

describe('the removal of a conversation', () => {
  const TABLES = ['messages', 'message_index', 'message_index_tail', 'message_events', 'send_attempts'];
  const left = async (conversationId: string, messageIds: string[]) => {
    const counts = await Promise.all(
      [...TABLES, 'attachments', 'callbacks'].map(async (table) => {
        const column = table === 'messages' ? 'id' : 'message_id';
        const sql = `SELECT count(*)::int AS n FROM ${table} WHERE ${column} = ANY ($1)`;
        return (await system.database.pool.query<{ n: number }>(sql, [messageIds])).rows[0]?.n ?? 0;
      }),
    );
    const { rows } = await system.database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversation_search WHERE conversation_id = $1`,
      [conversationId],
    );
    return counts.reduce((sum, count) => sum + count, rows[0]?.n ?? 0);
  };

  it('takes all that belongs to it, and nothing of others', async () => {
    const to = freshNumber();
    const attachments = ['https://example.com/a.png'];
    const callback = 'https://example.com/told';
    const mine = await send(system.url, { ...SMS, type: 'mms', attachments, to });
    const other = await send(system.url, { ...SMS, to: freshNumber() });
    await send(system.url, { ...SMS, to });
    const id = mine.conversation_id as string;
    await system.database.pool.query(
      `INSERT INTO callbacks (callback_url, message_id, type, snapshot) VALUES ($2, $1, 'message.sent', '{}')`,
      [mine.id, callback],
    );
    const { rows } = await system.database.pool.query<{ id: string }>(
      'SELECT id FROM messages WHERE conversation_id = $1',
      [id],
    );
    const ids = rows.map((row) => row.id);
    expect(ids).toHaveLength(2);
    expect(await left(id, ids)).toBeGreaterThan(4);
    await api().delete(`${root}/${id}?hard_delete=true`).expect(204);
    expect(await left(id, ids)).toBe(0);
    await api().get(`${root}/${id}`).expect(404);
    await api().delete(`${root}/${id}?hard_delete=true`).expect(404);
    expect(await find(other.conversation_id as string)).toMatchObject({ message_count: 1 });
    const next = await send(system.url, { ...SMS, to });
    expect(next.conversation_id).not.toBe(id);
  });

  it('is refused, whole, while a message of it is being sent', async () => {
    const to = freshNumber();
    const { id, conversation_id: conversation } = await send(system.url, { ...SMS, to });
    await send(system.url, { ...SMS, to });
    const set = (status: string) =>
      system.database.pool.query('UPDATE messages SET status = $2 WHERE id = $1', [id, status]);
    await set('sending');
    const refused = await api()
      .delete(`${root}/${conversation as string}?hard_delete=true`)
      .expect(409);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(await find(conversation as string)).toMatchObject({ message_count: 2, status: 'active' });
    await set('pending');
    await api()
      .delete(`${root}/${conversation as string}?hard_delete=true`)
      .expect(204);
  });

  it('loses no message that is accepted meanwhile', async () => {
    const to = freshNumber();
    let { conversation_id: id } = await send(system.url, { ...SMS, to });
    for (let round = 0; round < 5; round += 1) {
      const [removed, ...sent] = await Promise.all([
        api().delete(`${root}/${id as string}?hard_delete=true`),
        ...Array.from({ length: 10 }, () =>
          api()
            .post('/api/v1/messages/send')
            .send({ ...SMS, to }),
        ),
      ]);
      expect(removed.status).toBe(204);
      expect(sent.map(({ status }) => status)).toEqual(Array(10).fill(201));
      const { rows } = await system.database.pool.query(
        `SELECT 1 FROM messages m WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id)`,
      );
      expect(rows).toEqual([]);
      ({ conversation_id: id } = await send(system.url, { ...SMS, to }));
    }
  });
});

describe('a list of conversations', () => {
  it('has the last written in first, one without messages by when it was opened', async () => {
    const me = freshNumber();
    const between = (to: string) => ({ channel_type: 'sms', participant_from: me, participant_to: to });
    const [a, b] = [freshNumber(), freshNumber()];
    const one = await send(system.url, { ...SMS, from: me, to: a });
    const two = await send(system.url, { ...SMS, from: b, to: me });
    const silent = await open(between(freshNumber()));
    const inOrder = async (query = '') => {
      const { conversations, total } = await list(`participant=${encodeURIComponent(me)}${query}`);
      return [total, ...conversations.map(({ id }) => id)];
    };
    expect(await inOrder()).toEqual([3, silent.id, two.conversation_id, one.conversation_id]);
    const again = await send(system.url, { ...SMS, from: me, to: a });
    expect(await inOrder()).toEqual([3, one.conversation_id, silent.id, two.conversation_id]);
    expect(await inOrder('&limit=1&offset=1')).toEqual([3, silent.id]);
    expect(await inOrder('&offset=5')).toEqual([3]);
    const { conversations } = await list(`participant=${me}&limit=1`);
    expect(conversations[0]).toMatchObject({ message_count: 2, last_message_at: again.created_at });
  });

  it('is narrowed by every filter', async () => {
    const me = freshNumber();
    const thread = await open({ ...pair(), participant_to: me, type: 'thread' });
    const direct = await open({ ...pair(), participant_from: me });
    const email = await open({
      channel_type: 'email',
      participant_from: 'a@filters.example',
      participant_to: 'b@c.example',
    });
    await api().delete(`${root}/${direct.id}`).expect(204);
    const ids = async (query: string) => (await list(query)).conversations.map(({ id }) => id);
    expect(await ids(`participant=${me}&type=thread`)).toEqual([thread.id]);
    expect(await ids(`participant=${me}&status=closed`)).toEqual([direct.id]);
    expect(await ids(`participant=${me}&status=archived`)).toEqual([]);
    expect(await ids(`participant=${me}&channel_type=email`)).toEqual([]);
    expect((await ids('channel_type=email'))[0]).toBe(email.id);
    expect(await ids('channel_type=email')).not.toContain(thread.id);
    expect(await ids('type=thread&status=active&channel_type=sms')).toContain(thread.id);
    const everything = await list('limit=100');
    const { rows } = await system.database.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM conversations',
    );
    expect(everything).toMatchObject({ total: rows[0]?.n, total_is_estimate: false, limit: 100, offset: 0 });
  });
});

describe('the compatible routes', () => {
  it('filter by a participant, as the others do', async () => {
    const [me, other] = [freshNumber(), freshNumber()];
    const one = await send(system.url, { ...SMS, from: me, to: other });
    const two = await send(system.url, { ...SMS, from: freshNumber(), to: me });
    const mail = await send(system.url, { ...EMAIL, to: 'Pat <compatible@example.org>' });
    const found = async (query: string) => {
      const { body } = await api().get(`/api/conversations?${query}`).expect(200);
      const { conversations, total } = body as { conversations: Conversation[]; total: number };
      return [total, ...conversations.map(({ id }) => id)];
    };
    expect(await found(`participant=${encodeURIComponent(me)}`)).toEqual([
      2,
      two.conversation_id,
      one.conversation_id,
    ]);
    expect(await found(`participant=${me}&limit=1&offset=1`)).toEqual([2, one.conversation_id]);
    expect(await found(`participant=${other}`)).toEqual([1, one.conversation_id]);
    expect(await found('participant=COMPATIBLE@example.org')).toEqual([1, mail.conversation_id]);
    expect(await found('participant=nobody@example.org')).toEqual([0]);
    expect((await found(''))[0]).toBeGreaterThan(2);
    expect(await found(`participant=${me}&offset=5000000000`)).toEqual([2]);
  });
});

describe('what is past the end', () => {
  it('is empty, however far', async () => {
    const { conversation_id: id } = await send(system.url, { ...SMS, to: freshNumber() });
    for (const offset of [10_001, 3_000_000_000, 999_999_999_999_999]) {
      expect((await list(`offset=${offset}`)).conversations).toEqual([]);
      for (const path of [
        `${root}/${id as string}/messages`,
        `/api/conversations/${id as string}/messages`,
      ]) {
        const { body } = await api().get(`${path}?offset=${offset}`).expect(200);
        expect(body).toMatchObject({ messages: [], total: 1 });
      }
    }
  });
});

describe('the search', () => {
  it('finds a part of a number, an address or a title, and words of a message, before anything is indexed', async () => {
    const to = '+15558675309';
    const { conversation_id: numbered } = await send(system.url, {
      ...SMS,
      to,
      body: 'The Wombat arrives, 100% sure',
    });
    const { conversation_id: addressed } = await send(system.url, {
      ...EMAIL,
      to: 'kangaroo@outback.example',
    });
    const titled = await open({ ...pair(), title: 'About 50%_off\\ Platypus' });
    const found = async (query: string) => (await search(query)).map(({ id, matched }) => [id, matched]);
    const each = async () => {
      expect(await found('867530')).toEqual([[numbered, ['participant']]]);
      expect(await found('867-53 (09)')).toEqual([[numbered, ['participant']]]);
      expect(await found('wombat sure')).toEqual([[numbered, ['message']]]);
      expect(await found('wombat unsure')).toEqual([]);
      expect(await found('wom')).toEqual([[numbered, ['message']]]);
      expect(await found('wom sur')).toEqual([[numbered, ['message']]]);
      expect(await found('ombat')).toEqual([]);
      expect(await found('ROO@outb')).toEqual([[addressed, ['participant']]]);
      expect(await found('platypus')).toEqual([[titled.id, ['title']]]);
      expect(await found('%_off\\ p')).toEqual([[titled.id, ['title']]]);
      expect(await found('%_o')).toEqual([[titled.id, ['title']]]);
      expect(await found('%%%')).toEqual([]);
      expect(await found('?!')).toEqual([]);
    };
    await each();
    await system.startProcessor();
    await eventually(async () => expect(await inTail()).toBe(0));
    await each();
    await api().patch(`${root}/${titled.id}`).send({ title: 'Echidna' }).expect(200);
    expect(await found('platypus')).toEqual([]);
    expect(await found('CHIDN')).toEqual([[titled.id, ['title']]]);
  });

  it('finds the beginnings of words as people type them, before and after they are indexed', async () => {
    const texts = {
      far: "Our trip to Zanzibar, Tanzania: see https://zanzi.example.com/it's?on=1 or ask zoe@lagoon.example",
      sweet: 'Zürich: Frühstückspension "Öhri", 20% off',
      quoted: `O'Zanetti's well-known café C:\\files`,
    };
    const ids: Record<string, unknown> = {};
    for (const [name, body] of Object.entries(texts))
      ids[name] = (await send(system.url, { ...SMS, to: freshNumber(), body })).conversation_id;
    const queries: [string, string[]][] = [
      ['zanzi', ['far']],
      ['ZANZI', ['far']],
      ['tanz zanzi', ['far']],
      ['zanzi unrelated', []],
      ['anzibar', []],
      ['zanzibar,', ['far']],
      ['"zanzi"', ['far']],
      ["'zanzi'", ['far']],
      ["zanzi'", ['far']],
      ['(zanzi', ['far']],
      ['zanzi:*', ['far']],
      ['zanzi*', ['far']],
      ['zanzi & tanz', ['far']],
      ['zanzi | tanz', ['far']],
      ['!zanzi', ['far']],
      ['zanzi <-> tanz', ['far']],
      ['zanzi\\', ['far']],
      ["zanzi.example.com/it's", ['far']],
      ['https://zanzi.example.com/i', ['far']],
      ['zoe@lagoon.ex', ['far']],
      ['zür', ['sweet']],
      ['ZÜRI früh öh', ['sweet']],
      ['20%', ['sweet']],
      ["o'zan", ['quoted']],
      ['well-kn', ['quoted']],
      ['caf', ['quoted']],
      ['café', ['quoted']],
      ['& | ! ( ) <-> :* \' " \\', []],
      ["'", []],
      ['\\', []],
      ['\u{1f600}', []],
      ["'; DROP TABLE messages; --", []],
    ];
    const each = async () => {
      for (const [query, names] of queries)
        expect([query, (await search(query)).map(({ id }) => id)]).toEqual([
          query,
          names.map((name) => ids[name]),
        ]);
    };
    await each();
    if (system.processors.length === 0) await system.startProcessor();
    await eventually(async () => expect(await inTail()).toBe(0));
    await each();
    // Among others that are newer, only an index finds them.
    await system.database.pool.query(
      `INSERT INTO message_index (message_id, conversation_id, created_at, direction, type, from_participant, to_participant,
                                  tags, words)
       SELECT ('0fffffff' || substr(gen_random_uuid()::text, 9))::uuid, gen_random_uuid(), now(), 'outbound', 'sms', '+1', '+2',
              '{}', 'newer' FROM generate_series(1, 2100)`,
    );
    await each();
  });

  it('answers at most what was asked for, the last written in first', async () => {
    const from = freshNumber();
    const sent = [];
    for (let n = 0; n < 4; n += 1)
      sent.push(await send(system.url, { ...SMS, from, to: freshNumber(), body: 'bandicoot' }));
    const ids = sent.map(({ conversation_id: id }) => id).reverse();
    expect((await search('bandicoot')).map(({ id }) => id)).toEqual(ids);
    expect((await search('bandicoot', 2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
  });
});

describe('the statistics of a conversation', () => {
  beforeAll(async () => {
    if (system.processors.length === 0) await system.startProcessor();
  });

  it('count what became of its messages, before and after they are indexed', async () => {
    const to = '+15005550001'; // Refused by the sandbox.
    const failed = await send(system.url, { ...SMS, to });
    const id = failed.conversation_id as string;
    const figures = async () => (await api().get(`${root}/${id}/statistics`).expect(200)).body as object;
    const counted = { conversation_id: id, total_messages: 1, inbound_messages: 0, outbound_messages: 1 };
    expect(await figures()).toMatchObject(counted);
    await reaches(system.url, failed.id, 'failed');
    await eventually(async () => expect(await inTail()).toBe(0));
    expect(await figures()).toEqual({ ...counted, failed_messages: 1, avg_send_time_seconds: null });
  });

  it('have the average time to the provider, from the send time where there was one', async () => {
    const to = freshNumber();
    const one = await send(system.url, { ...SMS, to });
    const two = await send(system.url, { ...SMS, to });
    await Promise.all([reaches(system.url, one.id, 'delivered'), reaches(system.url, two.id, 'delivered')]);
    await system.database.pool.query(
      `UPDATE messages SET sent_at = coalesce(scheduled_at, created_at) + $2::interval WHERE id = $1`,
      [one.id, '1 second'],
    );
    await system.database.pool.query(
      `UPDATE messages SET scheduled_at = created_at + interval '1 hour', sent_at = created_at + interval '1 hour 4 seconds'
        WHERE id = $1`,
      [two.id],
    );
    const { body } = await api()
      .get(`${root}/${one.conversation_id as string}/statistics`)
      .expect(200);
    expect(body).toMatchObject({ total_messages: 2, failed_messages: 0, avg_send_time_seconds: 2.5 });
  });
});

describe('what is wrong', () => {
  const two = { channel_type: 'sms', participant_from: '+15551230001', participant_to: '+15551230002' };
  const long = (length: number) => 'x'.repeat(length);
  const post = (body: object) => api().post(root).send(body);
  const patch = (body: object) => api().patch(`${root}/${UNKNOWN_ID}`).send(body);
  const find = (body: object) => api().post(`${root}/search`).send(body);

  it.each<[string, () => request.Test, string]>([
    ['a channel of another name', () => post({ ...two, channel_type: 'fax' }), 'channel_type'],
    ['no participant', () => post({ ...two, participant_to: undefined }), 'participant_to'],
    ['an address as number', () => post({ ...two, participant_from: 'a@b.example' }), 'participant_from'],
    [
      'a number as address',
      () => post({ ...two, channel_type: 'email', participant_to: 'a@b.example' }),
      'participant_from',
    ],
    ['another type', () => post({ ...two, type: 'group' }), 'type'],
    ['a title of two lines', () => post({ ...two, title: 'a\nb' }), 'title'],
    ['too long a title', () => post({ ...two, title: long(201) }), 'title'],
    ['metadata that is a list', () => post({ ...two, metadata: [] }), 'metadata'],
    ['an unknown field', () => post({ ...two, status: 'closed' }), 'status'],
    ['a body that is none', () => post([two]), 'body'],
    ['a status that is none', () => patch({ status: 'open' }), 'status'],
    ['a status of null', () => patch({ status: null }), 'status'],
    ['a change of participants', () => patch({ participant_to: '+15551230003' }), 'participant_to'],
    ['a title that is a number', () => patch({ title: 7 }), 'title'],
    ['an empty query', () => find({ query: '' }), 'query'],
    ['too long a query', () => find({ query: long(201) }), 'query'],
    ['a query with NUL', () => find({ query: 'a\0b' }), 'query'],
    ['no query', () => find({}), 'query'],
    ['a limit of 51', () => find({ query: 'a', limit: 51 }), 'limit'],
    ['a limit of 0', () => find({ query: 'a', limit: 0 }), 'limit'],
    ['half a limit', () => find({ query: 'a', limit: 1.5 }), 'limit'],
    ['a page of 101', () => api().get(`${root}?limit=101`), 'limit'],
    ['a participant that is none', () => api().get(`${root}?participant=somebody@`), 'participant'],
    ['a status to filter by that is none', () => api().get(`${root}?status=open`), 'status'],
    ['a type to filter by that is none', () => api().get(`${root}?type=group`), 'type'],
    ['an unknown filter', () => api().get(`${root}?color=red`), 'color'],
    ['an id that is none', () => api().get(`${root}/7`), 'id'],
    ['half a yes', () => api().get(`${root}/${UNKNOWN_ID}?include_messages=yes`), 'include_messages'],
    ['half a no', () => api().delete(`${root}/${UNKNOWN_ID}?hard_delete=no`), 'hard_delete'],
  ])('%s is named', async (_, call, field) => {
    const response = await call();
    expect(response.status).toBe(422);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({ errors: [{ field, reason: expect.any(String) as string }] });
  });

  it.each<[string, () => request.Test]>([
    ['find', () => api().get(`${root}/${UNKNOWN_ID}`)],
    ['read the messages of', () => api().get(`${root}/${UNKNOWN_ID}/messages`)],
    ['change', () => patch({ title: 'x' })],
    ['close', () => api().delete(`${root}/${UNKNOWN_ID}`)],
    ['remove', () => api().delete(`${root}/${UNKNOWN_ID}?hard_delete=true`)],
    ['mark as read', () => api().post(`${root}/${UNKNOWN_ID}/read`)],
    ['archive', () => api().post(`${root}/${UNKNOWN_ID}/archive`)],
    ['count', () => api().get(`${root}/${UNKNOWN_ID}/statistics`)],
  ])('nobody can %s a conversation that there is not', async (_, call) => {
    const response = await call();
    expect(response.status).toBe(404);
    expect(response.body).toMatchObject({
      status: 404,
      detail: expect.stringContaining(UNKNOWN_ID) as string,
    });
  });
});

describe('conversations in a list', () => {
  it('has, where it is asked for, what was said last, before and after it is indexed', async () => {
    const two = pair();
    const opened = await open({ ...two, type: 'thread' });
    const first = await send(system.url, {
      ...SMS,
      from: two.participant_from,
      to: two.participant_to,
      body: 'before',
    });
    const last = await send(system.url, {
      ...SMS,
      from: two.participant_from,
      to: two.participant_to,
      body: 'x'.repeat(300),
    });
    const query = `participant=${encodeURIComponent(two.participant_to)}`;
    const shown = async () => (await list(`${query}&include_last_message=true`)).conversations;
    const expected = {
      id: last.id,
      direction: 'outbound',
      type: 'sms',
      subject: null,
      text: 'x'.repeat(200),
    };
    const of = (conversations: Conversation[], id: unknown) => conversations.find((each) => each.id === id);
    expect(of(await shown(), first.conversation_id)?.last_message).toMatchObject(expected);
    expect(of(await shown(), opened.id)?.last_message).toBeNull();
    expect((await list(query)).conversations[0]).not.toHaveProperty('last_message');
    const { body } = await api()
      .post(`${root}/search`)
      .send({ query: two.participant_to, include_last_message: true })
      .expect(200);
    const found = (body as { conversations: Conversation[] }).conversations;
    expect(of(found, first.conversation_id)?.last_message).toMatchObject(expected);
    if (system.processors.length === 0) await system.startProcessor();
    await eventually(async () => expect(await inTail()).toBe(0));
    expect(of(await shown(), first.conversation_id)?.last_message).toMatchObject(expected);
  });

  it('has only those with something that was not read, alone and with other filters', async () => {
    const [some, others] = [pair(), pair()];
    const { id } = await open(some);
    await open(others);
    await system.database.pool.query('UPDATE conversations SET unread_count = 2 WHERE id = $1', [id]);
    const ids = async (query: string) => (await list(query)).conversations.map((each) => each.id);
    const participant = (address: string) => `&participant=${encodeURIComponent(address)}`;
    expect(await ids('unread=true')).toEqual([id]);
    expect((await list('unread=true')).total).toBe(1);
    expect(await ids('unread=true&channel_type=email')).toEqual([]);
    expect(await ids(`unread=true${participant(some.participant_to)}`)).toEqual([id]);
    expect(await ids(`unread=true${participant(others.participant_to)}`)).toEqual([]);
    expect(await ids(`unread=false${participant(others.participant_to)}`)).toHaveLength(1);
    await api().post(`${root}/${id}/read`).expect(200);
    expect(await ids('unread=true')).toEqual([]);
  });
});
