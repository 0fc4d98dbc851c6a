import { send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { conversationsOf, freshNumber, root } from './conversation-tools.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api, find } = conversationsOf(() => system);

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
