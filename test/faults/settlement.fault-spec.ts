import { loadSettings, ProcessorSettings } from '#config';
import type { Claim } from '#entities';
import { accepted, refused, Settlement } from '#messaging';
import { type MessageProvider, Providers, type LookupMatch, UnknownOutcomeError } from '#providers';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from './harness/repositories.js';

const HOUR_MS = 3_600_000;
const LEASE_SECONDS = 60;
const trueNow = Date.now;

describe('a call nobody saw the end of', () => {
  let repositories: Repositories;
  let settlement: Settlement;
  let sightings: LookupMatch[];
  beforeAll(async () => {
    repositories = await Repositories.open(2);
    const provider = { name: 'twilio', channels: ['sms', 'mms', 'email'], lookup: async () => sightings };
    const providers = new Providers([provider as unknown as MessageProvider], {
      sms: 'twilio',
      email: 'twilio',
    });
    settlement = new Settlement(settings, providers, repositories.matches);
  });
  beforeEach(() => (sightings = []));
  afterEach(() => {
    Date.now = trueNow;
  });
  afterAll(() => repositories?.close());

  /** A claim of a message that its first owner gave up right after it had begun. */
  async function unsettled(body = 'clock', attachments: string[] = []): Promise<Claim> {
    const messageId = await repositories.accept('+15551000011', body, attachments);
    const request = () => ({ messageId, attemptId: uuidv7(), leaseToken: uuidv7() });
    const first = request();
    await repositories.claims.claim([first], LEASE_SECONDS);
    await repositories.claims.giveUp([first]);
    return (await repositories.claims.claim([request()], LEASE_SECONDS)).claimed.get(messageId) as Claim;
  }

  /** Such a claim, long ago, after fifty attempts that ended so. */
  async function afterFifty(end: { outcome: string; code: string | null }): Promise<Claim> {
    const claim = await unsettled();
    await repositories.addAttempts(claim.id, 50, end);
    return { ...claim, attemptStartedAt: new Date(0), givenUpAt: null, attemptNumber: 51 };
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

  const FAULT = { provider: 'twilio', code: 'timeout', message: 'no answer', httpStatus: null };
  const statusOf = async (id: string) => (await repositories.statuses([id])).get(id);
  const settings = loadSettings(ProcessorSettings, {});

  it('is found again when its first owner came back and took the message from whoever had found it', async () => {
    const claim = await unsettled();
    sightings = [{ providerMessageId: `SM${uuidv7()}`, acceptedAt: claim.attemptStartedAt }];
    const found = await settlement.settle(claim);
    expect(found).toMatchObject({ to: 'sent' });
    await repositories.moves.apply([refused(claim, new UnknownOutcomeError(FAULT), 1, settings)]);
    await repositories.moves.apply([found]);
    expect(await statusOf(claim.id)).toBe('sending');

    await repositories.letTimePass([claim.id], HOUR_MS / 1_000);
    const request = { messageId: claim.id, attemptId: uuidv7(), leaseToken: uuidv7() };
    const again = (await repositories.claims.claim([request], LEASE_SECONDS)).claimed.get(claim.id) as Claim;
    await repositories.moves.apply([await settlement.settle(again)]);
    expect(await statusOf(claim.id)).toBe('sent');
  });

  it('is sent when its owner comes back with the answer before it was sent again', async () => {
    const claim = await unsettled();
    const absent = await settlement.settle({ ...claim, attemptStartedAt: new Date(0), givenUpAt: null });
    await repositories.moves.apply([absent]);
    expect(await statusOf(claim.id)).toBe('retry');
    const receipt = { providerMessageId: `SM${uuidv7()}`, httpStatus: 201 };
    await repositories.moves.apply([accepted(claim, receipt, 1, settings)]);
    expect(await statusOf(claim.id)).toBe('sent');
  });

  it('is given up after many that came to no end either: a message that kills whoever sends it', async () => {
    const claim = await afterFifty({ outcome: 'unknown', code: null });
    expect(await settlement.settle(claim)).toMatchObject({
      to: 'failed',
      error: { code: 'no_attempt_ended' },
    });
  });

  it.each([
    ['found its provider down', { outcome: 'absent', code: 'circuit_open' }],
    ['never reached its provider', { outcome: 'retryable', code: 'ECONNREFUSED' }],
  ])('is sent again after many of which each %s', async (_, end) => {
    expect(await settlement.settle(await afterFifty(end))).toMatchObject({ to: 'retry' });
  });

  const FIRST = 'https://files.example/1.png';

  it.each([
    ['the same files', [FIRST]],
    ['more files', [FIRST, 'https://files.example/2.png']],
  ])('that is unsettled beside one with %s is found', async (_, files) => {
    const mine = await unsettled('with a picture', [FIRST]);
    const other = await unsettled('with a picture', files);
    sightings = [{ providerMessageId: `SM${uuidv7()}`, acceptedAt: mine.attemptStartedAt }];
    expect(await settlement.settle(mine)).toMatchObject({ to: 'sent' });
    for (const { id } of [mine, other]) await repositories.forget(id);
  });

  it('is not guessed beside one that differs by its files alone, neither the first nor the second', async () => {
    const first = await unsettled('with another picture', [FIRST]);
    const second = await unsettled('with another picture', ['https://files.example/2.png']);
    sightings = [{ providerMessageId: `SM${uuidv7()}`, acceptedAt: first.attemptStartedAt }];
    const reason = 'a message that differs by its files alone is unsettled too';
    expect(await settlement.settle(first)).toMatchObject({ to: 'sending', event: { reason } });
    for (const claim of [first, second]) {
      const move = await settlement.settle({ ...claim, attemptStartedAt: new Date(0), givenUpAt: null });
      expect(move).toMatchObject({ to: 'failed', event: { type: 'held' } });
      await repositories.moves.apply([move]);
      expect(await statusOf(claim.id)).toBe('failed');
    }
  });

  it('waits while one that differs by its files alone is being called', async () => {
    const mine = await unsettled('with a third picture', [FIRST]);
    const other = await repositories.accept('+15551000011', 'with a third picture', [
      'https://files.example/2.png',
    ]);
    const call = { messageId: other, attemptId: uuidv7(), leaseToken: uuidv7() };
    await repositories.claims.claim([call], LEASE_SECONDS);
    sightings = [{ providerMessageId: `SM${uuidv7()}`, acceptedAt: mine.attemptStartedAt }];
    const late = { ...mine, attemptStartedAt: new Date(0), givenUpAt: null };
    expect(await settlement.settle(late)).toMatchObject({ to: 'sending', dueInSeconds: 1 });
  });
});
