import { EMAIL, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';
import { type Conversation, conversationsOf, freshNumber, pair, root } from './conversation-tools.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api, list, open, inTail } = conversationsOf(() => system);

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
