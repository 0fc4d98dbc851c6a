import { loadSettings, ProcessorSettings } from '#config';
import type { Claim } from '#entities';
import { accepted, eventBatchOf, type Tracking } from '#messaging';
import { SendgridProvider, TwilioProvider } from '#providers';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from '../faults/harness/repositories.js';
import { trackingOf } from '../faults/harness/tracking-of.js';

const RUNS = Number(process.env.ORDER_RUNS ?? 60);
const SEED = Number(process.env.ORDER_SEED ?? Math.floor(Math.random() * 2 ** 31));

const settings = loadSettings(ProcessorSettings, {});
let repositories: Repositories;
let tracking: Tracking;
beforeAll(async () => {
  process.stderr.write(`ORDER_SEED=${SEED}\n`);
  repositories = await Repositories.open(4);
  tracking = trackingOf(repositories, settings);
});
afterAll(() => repositories.close());

const http = { timeoutMs: 1_000, maxSockets: 1 };
const twilio = new TwilioProvider({ ...http, accountSid: 'AC1', authToken: 'x', baseUrl: '', publicUrl: '' });
const sendgrid = new SendgridProvider({ ...http, apiKey: 'x', baseUrl: '', webhookPublicKey: '' });

/** What the two providers say of one message; `messageId` is ours, `id` the provider's. */
const PROVIDERS = {
  twilio: {
    events: ['queued', 'sending', 'sent', 'delivered', 'read', 'undelivered'],
    notes: ['read'],
    reports: (status: string, id: string, messageId: string) =>
      twilio.parseWebhook({
        url: `https://a.example/api/v1/webhooks/twilio?message_id=${messageId}`,
        headers: {},
        rawBody: Buffer.from(`MessageSid=${id}&MessageStatus=${status}`),
      }),
  },
  sendgrid: {
    events: ['processed', 'deferred', 'delivered', 'open', 'click', 'spamreport', 'unsubscribe', 'bounce'],
    notes: ['deferred', 'open', 'click', 'spamreport', 'unsubscribe'],
    reports: (event: string, id: string, messageId: string) =>
      sendgrid.parseWebhook({
        url: '',
        headers: {},
        rawBody: Buffer.from(
          JSON.stringify([
            { event, sg_event_id: `${id}-${event}`, sg_message_id: `${id}.x`, message_id: messageId },
          ]),
        ),
      }),
  },
};

/** Some of the provider's events, in any order, some several times; and when our own record of the send comes. */
const stories = (events: string[]) =>
  fc
    .subarray(events, { minLength: 1 })
    .chain((some) => fc.array(fc.constantFrom(...some), { maxLength: 4 }).map((again) => [...some, ...again]))
    .chain((all) =>
      fc.record({
        order: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        recordedAt: fc.nat({ max: all.length }),
        atOnce: fc.integer({ min: 1, max: 4 }),
      }),
    );

describe.each(Object.entries(PROVIDERS))('callbacks of %s', (provider, { events, notes, reports }) => {
  it('end in one state, whatever their order, however often they come, and before our own record too', async () => {
    await fc.assert(
      fc.asyncProperty(stories(events), async ({ order, recordedAt, atOnce }) => {
        const messageId = await repositories.accept('+15551000009', 'x');
        await repositories.test.pool.query('UPDATE messages SET provider = $2 WHERE id = $1', [
          messageId,
          provider,
        ]);
        const request = { messageId, attemptId: uuidv7(), leaseToken: uuidv7() };
        const claim = (await repositories.claims.claim([request], 60)).claimed.get(messageId);
        if (!claim) throw new Error('not claimed');
        const id = `SM${messageId.replaceAll('-', '')}`;
        const record = () =>
          repositories.moves.apply([
            accepted(claim, { providerMessageId: id, httpStatus: 201 }, 1, settings),
          ]);

        for (let at = 0; at < order.length; at += atOnce) {
          if (at <= recordedAt && recordedAt < at + atOnce) await record();
          const now = order.slice(at, at + atOnce);
          await Promise.all(
            now.map((event) => tracking.apply([eventBatchOf(provider, reports(event, id, messageId))])),
          );
        }
        await record();

        const told = new Set(order);
        const contradicted = told.has('delivered') && told.has('undelivered');
        const lines = notes.filter((note) => told.has(note));
        if (contradicted) lines.push('contradicted');
        const { rows } = await repositories.test.pool.query<{
          status: string;
          sid: string;
          notes: string[] | null;
        }>(
          `SELECT status, provider_message_id AS sid,
                  (SELECT array_agg(type ORDER BY type) FROM message_events e
                    WHERE e.message_id = m.id AND detail ? 'webhook_id') AS notes
             FROM messages m WHERE id = $1`,
          [messageId],
        );
        expect(rows).toEqual([
          {
            status: expect.stringMatching(`^(${endsOf(order, atOnce).join('|')})$`) as string,
            sid: id,
            notes: lines.length > 0 ? lines.sort() : null,
          },
        ]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 60_000);
});

/** A mail may bounce after it was delivered; of a text the first end stands, of those told at once either. */
function endsOf(order: string[], atOnce: number): string[] {
  if (order.includes('bounce')) return ['failed'];
  const ends = order.map((word) => (word === 'undelivered' ? 'failed' : word));
  const isEnd = (word: string) => word === 'failed' || word === 'delivered';
  const first = ends.findIndex(isEnd);
  if (first < 0) return ['sent'];
  const start = first - (first % atOnce);
  return ends.slice(start, start + atOnce).filter(isEnd);
}

describe('callbacks of a message that is sent once more, by hand', () => {
  const tell = (status: string, id: string, messageId: string) =>
    tracking.apply([eventBatchOf('twilio', PROVIDERS.twilio.reports(status, id, messageId))]);

  async function called(messageId: string): Promise<Claim> {
    const request = { messageId, attemptId: uuidv7(), leaseToken: uuidv7() };
    const claim = (await repositories.claims.claim([request], 60)).claimed.get(messageId);
    if (!claim) throw new Error('not claimed');
    return claim;
  }

  async function retriedByHand(messageId: string): Promise<void> {
    const retry = { from: ['failed' as const], dueInSeconds: 0, error: null, resetRetries: true };
    await repositories.moves.apply([{ messageId, to: 'pending', ...retry, event: { type: 'queued' } }]);
  }

  /** Its first call was taken under an id, and came to nothing. */
  async function failed(): Promise<{ messageId: string; first: string }> {
    const messageId = await repositories.accept('+15551000009', 'x');
    const first = `SM1${messageId.replaceAll('-', '')}`;
    const claim = await called(messageId);
    await repositories.moves.apply([
      accepted(claim, { providerMessageId: first, httpStatus: 201 }, 1, settings),
    ]);
    await tell('undelivered', first, messageId);
    return { messageId, first };
  }

  const stands = async (messageId: string) => {
    const { rows } = await repositories.test.pool.query<{ status: string; id: string | null }>(
      'SELECT status, provider_message_id AS id FROM messages WHERE id = $1',
      [messageId],
    );
    return rows[0];
  };

  it('count for the new call, also before its answer', async () => {
    const { messageId } = await failed();
    await retriedByHand(messageId);
    expect(await stands(messageId)).toEqual({ status: 'pending', id: null });
    const claim = await called(messageId);
    const second = `SM2${messageId.replaceAll('-', '')}`;
    await tell('delivered', second, messageId);
    expect(await stands(messageId)).toEqual({ status: 'delivered', id: second });
    await repositories.moves.apply([
      accepted(claim, { providerMessageId: second, httpStatus: 201 }, 1, settings),
    ]);
    expect(await stands(messageId)).toEqual({ status: 'delivered', id: second });
  });

  it('keep it from being sent no more, when they are of the call before', async () => {
    const { messageId, first } = await failed();
    await retriedByHand(messageId);
    for (const status of ['sent', 'delivered']) await tell(status, first, messageId);
    expect(await stands(messageId)).toEqual({ status: 'pending', id: null });
    await called(messageId);
  });

  it('end it without another call, when they tell that the one before was taken after all', async () => {
    const messageId = await repositories.accept('+15551000009', 'x');
    const { attemptId } = await called(messageId);
    const held = { to: 'failed' as const, attemptId, attempt: { outcome: 'unknown' as const } };
    await repositories.moves.apply([{ messageId, ...held, event: { type: 'held' } }]);
    await retriedByHand(messageId);
    const first = `SM1${messageId.replaceAll('-', '')}`;
    await tell('delivered', first, messageId);
    expect(await stands(messageId)).toEqual({ status: 'delivered', id: first });
  });
});
