import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import type { WebhookRequest } from './message-provider.js';
import { isSignedBySendgrid, sendgridPublicKeys } from './sendgrid/sendgrid-signature.js';
import { isSignedByTwilio } from './twilio/twilio-signature.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const MUTATIONS = 5_000;
process.stderr.write(`FUZZ_SEED=${SEED}\n`);

type Mutation = (request: WebhookRequest, n: number, text: string) => WebhookRequest;

const at = (text: string, n: number) => n % Math.max(text.length, 1);
const cut = (text: string, n: number) => text.slice(0, at(text, n));
const withByte = (text: string, n: number) =>
  text.slice(0, at(text, n)) + String.fromCharCode(97 + (n % 26)) + text.slice(at(text, n) + 1);
const swapped = (query: string, n: number) => {
  const parts = query.split('&');
  const [first] = parts.splice(n % parts.length, 1);
  return [...parts.reverse(), first].join('&');
};
const body = (request: WebhookRequest, change: (text: string) => string): WebhookRequest => ({
  ...request,
  rawBody: Buffer.from(change(request.rawBody.toString('latin1')), 'latin1'),
});
const header = (request: WebhookRequest, name: string, change: (text: string) => string): WebhookRequest => ({
  ...request,
  headers: { ...request.headers, [name]: change(request.headers[name] ?? '') },
});
const query = (request: WebhookRequest, change: (text: string) => string): WebhookRequest => {
  const [path, search] = request.url.split('?') as [string, string];
  return { ...request, url: `${path}?${change(search)}` };
};

/** @param signature the name of the header. */
function mutations(signature: string): Record<string, Mutation> {
  return {
    'a byte of the body': (request, n) => body(request, (text) => withByte(text, n)),
    'a body cut': (request, n) => body(request, (text) => cut(text, n)),
    'something behind the body': (request, _, text) =>
      body(request, (whole) => `${whole}&a=${encodeURIComponent(text)}x`),
    'another body': (request, _, text) => body(request, () => text),
    'a byte of the signature': (request, n) => header(request, signature, (text) => withByte(text, n)),
    'a signature cut': (request, n) => header(request, signature, (text) => cut(text, n)),
    'any signature': (request, _, text) =>
      header(request, signature, () => Buffer.from(text).toString('base64')),
    'no signature': (request) => header(request, signature, () => ''),
  };
}

const urlMutations: Record<string, Mutation> = {
  'a byte of the address': (request, n) => query(request, (text) => withByte(text, n)),
  'the address cut': (request, n) => query(request, (text) => cut(text, n)),
  'parameters of the address in another order': (request, n) => query(request, (text) => swapped(text, n)),
  'a parameter more in the address': (request, n) => query(request, (text) => `${text}&n=${n}`),
  'another host': (request, n) => ({ ...request, url: request.url.replace('example', `example${n}`) }),
  'plain http': (request) => ({ ...request, url: request.url.replace('https:', 'http:') }),
};

/** How many of so many mutated requests are let in; one that is the same as before is no mutation. */
function letIn(
  original: (n: number) => WebhookRequest,
  all: Record<string, Mutation>,
  check: (request: WebhookRequest) => boolean,
  isSame: (one: WebhookRequest, other: WebhookRequest) => boolean,
): { tried: number; admitted: string[] } {
  const admitted: string[] = [];
  let tried = 0;
  const inputs = fc.sample(fc.tuple(fc.constantFrom(...Object.keys(all)), fc.nat(1_000_000), fc.string()), {
    numRuns: MUTATIONS * 2,
    seed: SEED,
  });
  for (const [name, n, text] of inputs) {
    const before = original(n);
    const after = (all[name] as Mutation)(before, n, text);
    if (isSame(before, after)) continue;
    if (check(after)) admitted.push(`${name} (${n}, ${JSON.stringify(text)})`);
    if (++tried === MUTATIONS) break;
  }
  return { tried, admitted };
}

describe(`10,000 mutated callbacks, FUZZ_SEED=${SEED}`, () => {
  it('of Twilio: none is let in', () => {
    const url = 'https://sendstream.example/api/v1/webhooks/twilio?message_id=01980a5c&a=1&b=2';
    const form = 'Body=Gr%C3%BC%C3%9Fe+%26+more&From=%2B15557122661&MessageSid=SM1&MessageStatus=delivered';
    // Twilio, "Webhooks security", written from the page.
    const signed = (token: string): WebhookRequest => {
      const sorted = [...new URLSearchParams(form)].sort(([one], [other]) => (one < other ? -1 : 1));
      const signature = createHmac('sha1', token)
        .update(url + sorted.flat().join(''))
        .digest('base64');
      return { url, rawBody: Buffer.from(form), headers: { 'x-twilio-signature': signature } };
    };
    const check = (request: WebhookRequest) => isSignedByTwilio('token', request);
    expect(check(signed('token'))).toBe(true);
    const same = (one: WebhookRequest, other: WebhookRequest) =>
      one.url === other.url &&
      // What decodes to the same is the same: `+` and `%20`, the unused bits at the end of base64.
      sortedFields(one) === sortedFields(other) &&
      decoded(one, 'x-twilio-signature') === decoded(other, 'x-twilio-signature');
    const wrongKey: Mutation = (_, n) => signed(`token${n}`);
    const all = { ...mutations('x-twilio-signature'), ...urlMutations, 'another token': wrongKey };
    expect(letIn(() => signed('token'), all, check, same)).toEqual({ tried: MUTATIONS, admitted: [] });
  });

  it('of SendGrid: none is let in, nor an old one', () => {
    const SIGNATURE = 'x-twilio-email-event-webhook-signature';
    const TIMESTAMP = 'x-twilio-email-event-webhook-timestamp';
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const base64 = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const keys = sendgridPublicKeys(base64) as KeyObject[];
    const text = '[{"event":"delivered","email":"größe@example.org","sg_event_id":"a"}]\r\n';
    const signed = (privateKey: KeyObject, secondsAgo: number): WebhookRequest => {
      const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo);
      const signature = sign('sha256', Buffer.from(timestamp + text), privateKey).toString('base64');
      return {
        url: 'https://sendstream.example/api/v1/webhooks/sendgrid',
        rawBody: Buffer.from(text),
        headers: { [SIGNATURE]: signature, [TIMESTAMP]: timestamp },
      };
    };
    const check = (request: WebhookRequest) => isSignedBySendgrid(keys, request, 600_000);
    const good = signed(pair.privateKey, 0);
    expect(check(good)).toBe(true);
    const same = (one: WebhookRequest, two: WebhookRequest) =>
      one.rawBody.equals(two.rawBody) &&
      one.headers[TIMESTAMP] === two.headers[TIMESTAMP] &&
      decoded(one, SIGNATURE) === decoded(two, SIGNATURE);
    const replayed: Mutation = (_, n) => signed(pair.privateKey, 601 + (n % 100_000));
    const fromTheFuture: Mutation = (_, n) => signed(pair.privateKey, -602 - (n % 100_000));
    const all: Record<string, Mutation> = {
      ...mutations(SIGNATURE),
      'another key': () => signed(other.privateKey, 0),
      'an old one': replayed,
      'one of the future': fromTheFuture,
      'another time': (request, n) =>
        header(request, TIMESTAMP, (time) => String(Number(time) + 1 + (n % 500))),
      'the time moved into the body': (request) =>
        body(
          header(request, TIMESTAMP, (time) => time.slice(0, -1)),
          (whole) => (good.headers[TIMESTAMP] as string).slice(-1) + whole,
        ),
    };
    expect(letIn(() => good, all, check, same)).toEqual({ tried: MUTATIONS, admitted: [] });
  });
});

function sortedFields(request: WebhookRequest): string {
  return JSON.stringify([...new URLSearchParams(request.rawBody.toString('utf8'))].sort());
}

function decoded(request: WebhookRequest, name: string): string {
  return Buffer.from(request.headers[name] ?? '', 'base64').toString('hex');
}
