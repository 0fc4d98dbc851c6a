import { loadSettings, ProcessorSettings } from '#config';
import type { Claim } from '#entities';
import { Settlement } from '#messaging';
import { type MessageProvider, Providers } from '#providers';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from './harness/repositories.js';

const HOUR_MS = 3_600_000;
const LEASE_SECONDS = 60;
const trueNow = Date.now;

describe('a call nobody saw the end of', () => {
  let repositories: Repositories;
  let settlement: Settlement;
  beforeAll(async () => {
    repositories = await Repositories.open(2);
    const provider = { name: 'twilio', channels: ['sms', 'mms', 'email'], lookup: async () => [] };
    const providers = new Providers([provider as unknown as MessageProvider], {
      sms: 'twilio',
      email: 'twilio',
    });
    const settings = loadSettings(ProcessorSettings, {});
    settlement = new Settlement(settings, providers, repositories.matches);
  });
  afterEach(() => {
    Date.now = trueNow;
  });
  afterAll(() => repositories?.close());

  /** A claim of a message that its first owner gave up right after it had begun. */
  async function unsettled(): Promise<Claim> {
    const messageId = await repositories.accept('+15551000011', 'clock');
    const request = () => ({ messageId, attemptId: uuidv7(), leaseToken: uuidv7() });
    const first = request();
    await repositories.claims.claim([first], LEASE_SECONDS);
    await repositories.claims.giveUp([first]);
    return (await repositories.claims.claim([request()], LEASE_SECONDS)).claimed.get(messageId) as Claim;
  }

  it.each([
    ['ahead', HOUR_MS],
    ['behind', -HOUR_MS],
  ])(
    'is waited for as long as the provider may take it, by a processor whose clock is %s',
    async (_, error) => {
      const claim = await unsettled();
      Date.now = () => trueNow() + error;
      const move = await settlement.settle(claim);
      expect(move).toMatchObject({ to: 'sending', event: { reason: 'not at the provider yet' } });
      // PROVIDER_TIMEOUT_MS and SETTLE_SECONDS together.
      expect(move.dueInSeconds).toBeGreaterThan(20);
      expect(move.dueInSeconds).toBeLessThanOrEqual(25);
    },
  );

  it('is given up after many that came to no end either: a message that kills whoever sends it', async () => {
    const claim = {
      ...(await unsettled()),
      attemptStartedAt: new Date(0),
      givenUpAt: null,
      attemptNumber: 50,
    };
    expect(await settlement.settle(claim)).toMatchObject({
      to: 'failed',
      error: { code: 'no_attempt_ended' },
    });
  });
});
