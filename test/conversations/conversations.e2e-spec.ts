import { EMAIL, send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { type Conversation, conversationsOf, freshNumber, pair, root } from './conversation-tools.js';

const FIELDS = [
  ...['channel_type', 'created_at', 'id', 'last_message_at', 'message_count', 'metadata', 'participant_from'],
  ...['participant_to', 'status', 'title', 'type', 'unread_count', 'updated_at'],
];

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api, find, list, open } = conversationsOf(() => system);

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
