import { ServiceSettings } from '#config';
import { MessageTail } from '#entities';
import { Repositories } from '../faults/harness/repositories.js';

const BUSY = '+15559990000';
const FOLDERS = 4;

describe('what is accepted', () => {
  let repositories: Repositories;
  let tail: MessageTail;
  beforeAll(async () => {
    repositories = await Repositories.open(12);
    tail = new MessageTail(repositories.database, new ServiceSettings());
  });
  afterAll(() => repositories?.close());

  const number = async (sql: string, values: unknown[] = []): Promise<number> => {
    const { rows } = await repositories.test.pool.query<{ n: number }>(sql, values);
    return rows[0]?.n as number;
  };
  const inTail = () => number('SELECT count(*)::int AS n FROM message_index_tail');
  const inIndex = () => number('SELECT count(*)::int AS n FROM message_index');
  const found = (word: string) =>
    number(`SELECT count(*)::int AS n FROM message_index WHERE words @@ plainto_tsquery('simple', $1)`, [
      word,
    ]);

  it('is counted once, while many accept and many fold', async () => {
    const accepted = Array.from({ length: 500 }, (_, n) =>
      repositories.accept(n % 2 === 0 ? BUSY : `+1555${1_000_000 + n}`, `message ${n}`),
    );
    let done = false;
    const fold = async () => {
      while (!done) await tail.fold(20);
    };
    const folders = Array.from({ length: FOLDERS }, fold);
    await Promise.all(accepted);
    done = true;
    await Promise.all(folders);
    expect((await inTail()) + (await inIndex())).toBe(500);
    while ((await tail.fold(100)) > 0);
    expect(await inTail()).toBe(0);
    expect(await inIndex()).toBe(500);
    const { rows } = await repositories.test.pool.query(
      `SELECT c.message_count::int AS counted, count(*)::int AS stored, c.last_message_at = max(m.created_at) AS last,
              count(DISTINCT s.text)::int AS searchable
         FROM conversations c JOIN messages m ON m.conversation_id = c.id
         JOIN conversation_search s ON s.conversation_id = c.id GROUP BY c.id`,
    );
    expect(rows).toHaveLength(251);
    for (const row of rows as { stored: number }[])
      expect(row).toEqual({ counted: row.stored, stored: row.stored, last: true, searchable: 1 });
  });

  it('waits in the tail while somebody holds its conversation, without keeping the others waiting', async () => {
    await repositories.accept(BUSY, 'held');
    await repositories.accept('+15550000002', 'free');
    const holder = await repositories.test.pool.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM conversations WHERE participant_high = $1 FOR UPDATE', [BUSY]);
      expect(await tail.fold(100)).toBe(1);
      expect([await found('held'), await found('free')]).toEqual([0, 1]);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    expect(await tail.fold(100)).toBe(1);
    expect(await found('held')).toBe(1);
  });

  it('is found by the words of its subject and body, or of its HTML where there is no body', async () => {
    const plain = await repositories.accept('+15550000003', 'An umbrella, PLEASE');
    const html = await repositories.accept('+15550000003', '');
    await repositories.test.pool.query(
      `UPDATE messages SET html = '<p class="tarpaulin">a <b>raincoat</b></p>', subject = 'galoshes' WHERE id = $1`,
      [html],
    );
    expect(await tail.fold(100)).toBe(2);
    for (const [word, times] of Object.entries({
      umbrella: 1,
      please: 1,
      raincoat: 1,
      galoshes: 1,
      tarpaulin: 0,
    }))
      expect([word, await found(word)]).toEqual([word, times]);
    expect(plain).not.toBe(html);
  });

  it('leaves the tail when its message is gone, and counts for nothing', async () => {
    const id = await repositories.accept('+15550000004', 'gone');
    await repositories.test.pool.query('DELETE FROM messages WHERE id = $1', [id]);
    expect(await tail.fold(100)).toBe(1);
    expect(await inTail()).toBe(0);
    const counted = `SELECT message_count::int AS n FROM conversations WHERE participant_high = '+15550000004'`;
    expect(await number(counted)).toBe(0);
  });

  it('leaves no empty room behind in the tail', async () => {
    await tail.clean();
    expect(await number(`SELECT pg_relation_size('message_index_tail')::int AS n`)).toBe(0);
  });
});
