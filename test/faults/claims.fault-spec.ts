import { v7 as uuidv7 } from 'uuid';
import type { ClaimRequest } from '#entities';
import { Repositories } from './harness/repositories.js';

const PROCESSORS = 100;
const LEASE_SECONDS = 60;

describe(`${PROCESSORS} processors that want the same message`, () => {
  let repositories: Repositories;
  beforeAll(async () => {
    repositories = await Repositories.open(20);
  });
  afterAll(() => repositories?.close());

  const request = (messageId: string): ClaimRequest => ({
    messageId,
    attemptId: uuidv7(),
    leaseToken: uuidv7(),
  });

  /** All at once, each in a statement of its own; answers the claims that were won. */
  async function claimByAll(messageId: string) {
    const claim = () => repositories.claims.claim([request(messageId)], LEASE_SECONDS);
    const answers = await Promise.all(Array.from({ length: PROCESSORS }, claim));
    return answers.flatMap((answer) => [...answer.claimed.values()]);
  }

  it('give it to one of them when it waits', async () => {
    const id = await repositories.accept('+15551000001', 'one for all');
    const won = await claimByAll(id);
    expect(won).toMatchObject([{ id, attemptNumber: 1, unsettled: false }]);
  });

  it('give it to one of them when its lease is over, to be settled and not sent', async () => {
    const id = await repositories.accept('+15551000002', 'one for all');
    const [first] = await claimByAll(id);
    expect(await claimByAll(id)).toEqual([]);
    await repositories.letTimePass([id], LEASE_SECONDS + 1);
    const won = await claimByAll(id);
    expect(won).toMatchObject([{ id, attemptId: first?.attemptId, attemptNumber: 1, unsettled: true }]);
  });

  it('refuse the former owner what only the present one may do', async () => {
    const id = await repositories.accept('+15551000003', 'one for all');
    const [former] = await claimByAll(id);
    await repositories.letTimePass([id], LEASE_SECONDS + 1);
    await claimByAll(id);
    const lease = { messageId: id, leaseToken: former?.leaseToken as string };
    expect(await repositories.claims.extend([lease], LEASE_SECONDS)).toEqual(new Set());
  });

  it('answer a claim again whose answer was lost, as what it was', async () => {
    const id = await repositories.accept('+15551000004', 'one for all');
    const fresh = request(id);
    for (const time of ['first', 'again']) {
      const claim = (await repositories.claims.claim([fresh], LEASE_SECONDS)).claimed.get(id);
      expect({ time, ...claim }).toMatchObject({ time, attemptNumber: 1, unsettled: false });
    }
    await repositories.letTimePass([id], LEASE_SECONDS + 1);
    const takeOver = request(id);
    for (const time of ['first', 'again']) {
      const claim = (await repositories.claims.claim([takeOver], LEASE_SECONDS)).claimed.get(id);
      expect({ time, ...claim }).toMatchObject({
        time,
        attemptId: fresh.attemptId,
        attemptNumber: 1,
        unsettled: true,
      });
    }
  });

  describe('of one that waits for its pace', () => {
    /** A claim of a message of its own, whose wait has begun. */
    async function waiting(to: string) {
      const id = await repositories.accept(to, 'in its turn');
      const own = (await repositories.claims.claim([request(id)], LEASE_SECONDS)).claimed.get(id);
      const attempt = {
        messageId: id,
        attemptId: own?.attemptId as string,
        claimedAt: own?.claimedAt as Date,
      };
      await repositories.waits.begin([attempt]);
      return { id, attempt };
    }

    async function takenOver(id: string) {
      await repositories.letTimePass([id], LEASE_SECONDS + 1);
      return (await repositories.claims.claim([request(id)], LEASE_SECONDS)).claimed.get(id);
    }

    it('learn that nobody was called, and its former owner that it may not call any more', async () => {
      const { id, attempt } = await waiting('+15551000005');
      expect(await takenOver(id)).toMatchObject({ unsettled: true, hasWaited: true });
      expect(await repositories.waits.end([attempt])).toEqual(new Set());
      // Whoever was to settle it dies, too.
      expect(await takenOver(id)).toMatchObject({ unsettled: true, hasWaited: true });
    });

    it('know nothing once its turn has come, also if the word that it waits comes late', async () => {
      const { id, attempt } = await waiting('+15551000006');
      expect(await repositories.waits.end([attempt])).toEqual(new Set([attempt.attemptId]));
      await repositories.waits.begin([attempt]);
      expect(await takenOver(id)).toMatchObject({ unsettled: true, hasWaited: false });
    });
  });
});
