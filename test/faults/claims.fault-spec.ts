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
});
