import fc from 'fast-check';
import { httpAt } from './http/http-account.fixture.js';
import type { DeliveryReport, MessageProvider } from './message-provider.js';
import { WebhookFormatError } from './provider-errors.js';
import { SENDGRID_SUBJECT } from './sendgrid/sendgrid-contract.fixture.js';
import { sesAt } from './ses/ses-account.fixture.js';
import { CALLBACK_BODIES } from './testing/callback-bodies.js';
import type { ProviderBench } from './testing/contract-subject.js';
import { TWILIO_SUBJECT } from './twilio/twilio-contract.fixture.js';
import { vonageAt } from './vonage/vonage-account.fixture.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
beforeAll(() => process.stderr.write(`FUZZ_SEED=${SEED}\n`));

const AT = 'http://127.0.0.1:9';
const KINDS = ['sent', 'delivered', 'failed', 'noted', 'received'];

let benches: ProviderBench[];
let providers: Record<string, MessageProvider>;
beforeAll(async () => {
  benches = await Promise.all(
    [TWILIO_SUBJECT, SENDGRID_SUBJECT].map((each) => each.start({ timeoutMs: 1_000 })),
  );
  const [twilio, sendgrid] = benches.map(({ provider }) => provider) as [MessageProvider, MessageProvider];
  providers = { twilio, sendgrid, ses: sesAt(AT), vonage: vonageAt(AT), http: httpAt(AT) };
});
afterAll(() => Promise.all(benches.map((bench) => bench.close())));

/** What was read, or null for what was refused with a reason; anything else fails. */
function read(provider: MessageProvider, rawBody: Buffer): DeliveryReport[] | null {
  const headers = { 'webhook-id': 'evt_1', 'content-type': 'application/json' };
  try {
    return provider.parseWebhook({ url: 'https://sendstream.example/api', headers, rawBody });
  } catch (error) {
    if (!(error instanceof WebhookFormatError)) throw error;
    return null;
  }
}

describe.each(Object.keys(CALLBACK_BODIES))('a callback of %s', (kind) => {
  it('is read or refused with a reason, whatever is in its fields', () => {
    let taken = 0;
    const isWhole = (body: object) => {
      const provider = providers[kind] as MessageProvider;
      const reports = read(provider, Buffer.from(JSON.stringify(body))) ?? [];
      taken += reports.length > 0 ? 1 : 0;
      for (const report of reports) {
        const { eventId, kind: what, providerMessageId, code, reason, occurredAt, payload } = report;
        expect(KINDS).toContain(what);
        expect(eventId.length).toBeGreaterThan(0);
        for (const text of [providerMessageId, code, reason])
          expect(text === null || typeof text === 'string').toBe(true);
        expect(occurredAt === null || !Number.isNaN(occurredAt.getTime())).toBe(true);
        provider.priceIn?.(payload);
      }
    };
    fc.assert(fc.property(CALLBACK_BODIES[kind] as fc.Arbitrary<object>, isWhole), {
      seed: SEED,
      numRuns: 2_000,
    });
    // Not all of it was refused at the door.
    expect(taken).toBeGreaterThan(100);
  });

  it('is read or refused with a reason, whatever its bytes are', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(Buffer.from));
    const isRead = (body: Uint8Array) => void read(providers[kind] as MessageProvider, Buffer.from(body));
    fc.assert(fc.property(bytes, isRead), { seed: SEED, numRuns: 1_000 });
  });
});
