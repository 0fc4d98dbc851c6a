import { DueMessages } from '#messaging';
import { Metrics } from '#observability';
import type { QueueAdmin, QueueProducer } from '#queue';
import { v7 as uuidv7 } from 'uuid';
import { NORMAL_SMS, Repositories } from './harness/repositories.js';

const LEASE_SECONDS = 60;
const ALL = 100;
/** What DueMessages takes at once. */
const BATCH = 500;
/** What it ends at most in one look. */
const MAX_EXPIRED = 5_000;

describe('messages whose lease is over', () => {
  let repositories: Repositories;
  beforeAll(async () => {
    repositories = await Repositories.open(2);
  });
  afterAll(() => repositories?.close());

  async function claimed(): Promise<{ messageId: string; leaseToken: string }> {
    const messageId = await repositories.accept('+15551000010', 'due');
    const request = { messageId, attemptId: uuidv7(), leaseToken: uuidv7() };
    expect((await repositories.claims.claim([request], LEASE_SECONDS)).claimed.size).toBe(1);
    return request;
  }
  const expired = async (queuedBefore: Date | null) =>
    (await repositories.due.expired([{ ...NORMAL_SMS, limit: ALL, queuedBefore }])).map(({ id }) => id);

  it('are queued once, however long their entry waits, and again when it was lost', async () => {
    const { messageId } = await claimed();
    expect(await expired(null)).toEqual([]);
    await repositories.letTimePass([messageId], LEASE_SECONDS + 1);
    const before = await repositories.due.now();
    expect(await expired(null)).toEqual([messageId]);
    for (const seconds of [0, 10 * LEASE_SECONDS]) {
      await repositories.letTimePass([messageId], seconds);
      expect(await expired(null)).toEqual([]);
    }
    expect(await expired(new Date(before.getTime() - 11 * LEASE_SECONDS * 1_000))).toEqual([]);
    expect(await expired(await repositories.due.now())).toEqual([messageId]);
  });

  it('wait for no other kind: each has a batch of its own in every look, however deep the queue', async () => {
    const { messageId, leaseToken } = await claimed();
    await repositories.claims.giveUp([{ messageId, leaseToken }]);
    for (let n = 0; n < 2 * BATCH; n += 1) await repositories.accept('+15551000012', 'retry');
    await repositories.test.pool.query(
      `UPDATE messages SET status = 'retry', due_at = now() - interval '1 hour' WHERE body = 'retry'`,
    );
    // Nor does any of them wait for all that is over.
    const over = await repositories.accept('+15551000013', 'over');
    await repositories.test.pool.query(
      `WITH one AS (UPDATE messages SET expires_at = now() - interval '1 hour' WHERE id = $1 RETURNING *)
       INSERT INTO messages (id, conversation_id, direction, type, status, from_address, to_address, body, provider,
                             expires_at, due_at)
       SELECT gen_random_uuid(), conversation_id, direction, type, status, from_address, to_address, body, provider,
              expires_at, due_at FROM one, generate_series(1, $2)`,
      [over, MAX_EXPIRED],
    );
    const added: string[] = [];
    const admin = { position: async () => ({ lastId: '9-9', oldestLivingId: '1-1', depth: 1e6 }) };
    const producer = {
      addMany: async (entries: { data: { message_id: string } }[]) =>
        void added.push(...entries.map(({ data }) => data.message_id)),
    };
    const messages = new DueMessages(
      repositories.due,
      producer as unknown as QueueProducer,
      admin as unknown as QueueAdmin,
      repositories.moves,
      new Metrics(),
    );
    expect(await messages.look()).toBe(BATCH + 1);
    expect(added).toContain(messageId);
    const waiting = async () =>
      (
        await repositories.test.pool.query(
          `SELECT 1 FROM messages WHERE body = 'over' AND status <> 'failed'`,
        )
      ).rowCount;
    expect(await waiting()).toBe(1);
    await messages.look();
    expect(await waiting()).toBe(0);
  });

  it('are queued at once when their owner gives them up, and nobody else can', async () => {
    const { messageId, leaseToken } = await claimed();
    await repositories.claims.giveUp([{ messageId, leaseToken: uuidv7() }]);
    expect(await expired(null)).toEqual([]);
    await repositories.claims.giveUp([{ messageId, leaseToken }]);
    expect(await expired(null)).toEqual([messageId]);
    const next = { messageId, attemptId: uuidv7(), leaseToken: uuidv7() };
    const claim = (await repositories.claims.claim([next], LEASE_SECONDS)).claimed.get(messageId);
    expect(claim).toMatchObject({ unsettled: true, attemptNumber: 1 });
  });
});
