import { loadSettings, ProcessorSettings } from '#config';
import { accepted, parcelOf, Tracking } from '#messaging';
import { SendgridProvider, TwilioProvider } from '#providers';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { Repositories } from './faults/harness/repositories.js';

const RUNS = Number(process.env.ORDER_RUNS ?? 60);
const SEED = Number(process.env.ORDER_SEED ?? Math.floor(Math.random() * 2 ** 31));

let repositories: Repositories;
let tracking: Tracking;
beforeAll(async () => {
  process.stderr.write(`ORDER_SEED=${SEED}\n`);
  repositories = await Repositories.open(4);
  const { database, events, moves, inbound, consents } = repositories;
  tracking = new Tracking(loadSettings(ProcessorSettings, {}), database, events, moves, inbound, consents);
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
          repositories.moves.apply([accepted(claim, { providerMessageId: id, httpStatus: 201 }, 1)]);

        for (let at = 0; at < order.length; at += atOnce) {
          if (at <= recordedAt && recordedAt < at + atOnce) await record();
          const now = order.slice(at, at + atOnce);
          await Promise.all(
            now.map((event) => tracking.apply([parcelOf(provider, reports(event, id, messageId))])),
          );
        }
        await record();

        const told = new Set(order);
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
            status: expectedStatus(told),
            sid: id,
            notes: notes.some((note) => told.has(note))
              ? notes.filter((note) => told.has(note)).sort()
              : null,
          },
        ]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 60_000);
});

function expectedStatus(told: Set<string>): string {
  if (told.has('undelivered') || told.has('bounce')) return 'failed';
  return told.has('delivered') ? 'delivered' : 'sent';
}
