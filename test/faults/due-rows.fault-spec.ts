import { v7 as uuidv7 } from 'uuid';
import { Repositories } from './harness/repositories.js';

const LEASE_SECONDS = 60;
const ALL = 100;

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
    (await repositories.due.expired('sms', ALL, queuedBefore)).map(({ id }) => id);

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
