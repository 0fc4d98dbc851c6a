import { loadSettings, ProcessorSettings } from '#config';
import { type Claim, isProviderIdTaken, type Move } from '#entities';
import { accepted, eventBatchOf, refused, Settlement, type Tracking } from '#messaging';
import {
  type DeliveryReport,
  type MessageProvider,
  PermanentError,
  Providers,
  RetryableError,
  UnknownOutcomeError,
} from '#providers';
import { v7 as uuidv7 } from 'uuid';
import { Ledger, type LedgerEntry } from './ledger.js';
import { NORMAL_SMS, type Repositories } from './repositories.js';
import { trackingOf } from './tracking-of.js';

/** What a call to the provider ends in, and whether the message was taken. */
export type CallResult = 'accepted' | 'refused' | 'permanent' | 'taken, no answer' | 'lost, no answer';

const FAULT = { provider: 'twilio', code: 'x', message: 'x', httpStatus: null };
const HOUR = 3_600;

/** What a processor has in hand: a claim, and the move that its call or its look-up came to. */
interface Hand {
  claim: Claim;
  move?: Move;
}

/** Processors, a provider and a clock whose every step the test decides; claims, moves and rules are the product's own. */
export class LifecycleModel {
  readonly ids: string[] = [];
  /** Its contents are nobody else's. */
  private readonly name = uuidv7();
  private readonly ledger = new Ledger();
  private readonly entries: LedgerEntry[] = [];
  private readonly hands = new Map<number, Hand>();
  private readonly settings = loadSettings(ProcessorSettings, { RETRY_DELAY_SECONDS: '0', MAX_RETRIES: '3' });
  private readonly settlement: Settlement;
  private readonly tracking: Tracking;

  constructor(private readonly repositories: Repositories) {
    const provider = {
      name: 'twilio',
      channels: ['sms', 'mms', 'email'],
      lookup: this.lookup,
    } as Partial<MessageProvider>;
    const providers = new Providers([provider as MessageProvider], { sms: 'twilio', email: 'twilio' });
    this.settlement = new Settlement(this.settings, providers, repositories.matches);
    this.tracking = trackingOf(repositories, this.settings);
  }

  /** Messages of one content are equal in everything the provider sees. */
  async accept(content: number): Promise<void> {
    this.ids.push(await this.repositories.accept('+15551000009', `${this.name} ${content}`));
  }

  /** An entry of the message reaches an idle processor. */
  async claim(processor: number, message: number): Promise<void> {
    const messageId = this.ids[message % this.ids.length];
    if (messageId === undefined || this.hands.has(processor)) return;
    const request = { messageId, attemptId: uuidv7(), leaseToken: uuidv7() };
    const claim = (await this.repositories.claims.claim([request], HOUR / 60)).claimed.get(messageId);
    if (claim) this.hands.set(processor, { claim });
  }

  /** It makes its call, or its look-up; the outcome is not recorded yet. */
  async work(processor: number, end: CallResult): Promise<void> {
    const hand = this.hands.get(processor);
    if (!hand || hand.move) return;
    if (hand.claim.unsettled) hand.move = await this.settlement.settle(hand.claim);
    else if (await this.isOurs(hand.claim)) hand.move = this.call(hand.claim, end);
    else this.hands.delete(processor);
  }

  async record(processor: number): Promise<void> {
    const move = this.hands.get(processor)?.move;
    if (!move) return;
    this.hands.delete(processor);
    await this.repositories.moves.apply([move]).catch((error: unknown) => {
      // An equal message was matched with it first: this one is settled by the next who takes it over.
      if (!isProviderIdTaken(error)) throw error;
    });
  }

  crash(processor: number): void {
    this.hands.delete(processor);
  }

  /** Every lease, pause and settle time is over. */
  async letTimePass(): Promise<void> {
    await this.repositories.letTimePass(this.ids, HOUR);
    for (const entry of this.entries) entry.takenAt = new Date(entry.takenAt.getTime() - HOUR * 1_000);
  }

  async promote(): Promise<void> {
    const asked = [{ ...NORMAL_SMS, limit: 100, queuedBefore: null }];
    await this.repositories.due.promote('retry', asked);
    await this.repositories.due.promote('scheduled', asked);
  }

  /** The provider reports on something it took: now, again, or out of order. */
  async callback(entry: number, status: 'sent' | 'delivered' | 'undelivered'): Promise<void> {
    const taken = this.entries[entry % this.entries.length];
    if (!taken) return;
    const kind = status === 'undelivered' ? 'failed' : status;
    const { providerMessageId, messageId } = taken;
    const report = {
      eventId: `${providerMessageId}:${status}`,
      kind,
      providerStatus: status,
      providerMessageId,
      messageId,
    };
    const whole = { ...report, code: null, reason: null, occurredAt: null, payload: {} } as DeliveryReport;
    await this.tracking.apply([eventBatchOf('twilio', [whole])]);
  }

  /** From here on nothing goes wrong: time passes, and every entry finds a processor that lives and a provider that takes. */
  async finish(rounds: number): Promise<void> {
    this.hands.clear();
    for (let round = 0; round < rounds; round += 1) {
      await this.letTimePass();
      await this.promote();
      const everybody = [...this.ids.keys()];
      for (const number of everybody) await this.claim(number, number);
      for (const number of everybody) await this.work(number, 'accepted');
      for (const number of everybody) await this.record(number);
    }
  }

  /** Of each content: how often the provider took it, and how many messages own one of those. */
  async balance(): Promise<Map<string, { taken: number; owned: number }>> {
    const { rows } = await this.repositories.test.pool.query<{ body: string; owned: number }>(
      'SELECT body, count(DISTINCT provider_message_id)::int AS owned FROM messages WHERE id = ANY ($1) GROUP BY body',
      [this.ids],
    );
    const takenOf = (body: string) => this.entries.filter((entry) => entry.body === body).length;
    return new Map(rows.map(({ body, owned }) => [body, { taken: takenOf(body), owned }]));
  }

  private call(claim: Claim, end: CallResult): Move {
    const taken = end === 'accepted' || end === 'taken, no answer' ? this.take(claim) : undefined;
    if (end === 'accepted' && taken) return accepted(claim, { ...taken, httpStatus: 201 }, 1, this.settings);
    if (end === 'refused')
      return refused(claim, new RetryableError({ ...FAULT, httpStatus: 503 }), 1, this.settings);
    if (end === 'permanent') return refused(claim, new PermanentError(FAULT), 1, this.settings);
    return refused(claim, new UnknownOutcomeError(FAULT), 1, this.settings);
  }

  private take({ id: messageId, from, to, body }: Claim): LedgerEntry {
    const entry = this.ledger.take({ provider: 'twilio', messageId, from, to, body, callbackUrl: null });
    this.entries.push(entry);
    return entry;
  }

  /** As a processor makes sure before each call that took long to come to. */
  private async isOurs({ id: messageId, leaseToken }: Claim): Promise<boolean> {
    return (await this.repositories.claims.extend([{ messageId, leaseToken }], HOUR / 60)).has(messageId);
  }

  private readonly lookup: MessageProvider['lookup'] = async ({ from, to, body }, since) =>
    this.ledger
      .between(from, to)
      .filter((entry) => entry.body === body && entry.takenAt >= new Date(since.getTime() - 2_000))
      .map(({ providerMessageId, takenAt: acceptedAt }) => ({ providerMessageId, acceptedAt }));
}
