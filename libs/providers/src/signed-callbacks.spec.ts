import fc from 'fast-check';
import { HttpPeer } from '../../http/src/testing/http-peer.js';
import { newSigningSecret, signatureHeaders } from '#http';
import { HTTP_SECRETS, httpAt, httpCallback } from './http/http-account.fixture.js';
import type { MessageProvider, WebhookRequest } from './message-provider.js';
import { sesAt, SNS_PAIR, snsPost } from './ses/ses-account.fixture.js';
import { change, changed } from './testing/changed-bytes.js';
import { hmacToken, VONAGE_ACCOUNT, vonageAt, vonageClaims } from './vonage/vonage-account.fixture.js';
import { selfSigned } from '../../http/src/testing/self-signed.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = 1_000;
/** With letters of two and four bytes, escapes, and what comes twice. */
const BODY = '{"a":"größe 👍 \\u0041","message_uuid":"a","a":[1.0,1e2],"status":"delivered"}\r\n';
const URL = 'https://sendstream.example/api/v1/webhooks';
const OTHER_PAIR = selfSigned(1, 'rsa');

let sns: HttpPeer;
beforeAll(async () => {
  process.stderr.write(`FUZZ_SEED=${SEED}\n`);
  sns = await HttpPeer.start((response) => response.end(SNS_PAIR.cert));
});
afterAll(() => sns.close());

const vonageCallback = (
  claims: object = {},
  secret = VONAGE_ACCOUNT.signatureSecrets[0] as string,
  header?: object,
) => ({
  url: `${URL}/vonage`,
  headers: { authorization: `Bearer ${hmacToken(vonageClaims(BODY, claims), secret, header)}` },
  rawBody: Buffer.from(BODY),
});
const seconds = () => Math.floor(Date.now() / 1_000);

interface Subject {
  kind: string;
  provider(): MessageProvider;
  /** Headers of which each byte counts. */
  counts: string[];
  genuine: Record<string, () => WebhookRequest>;
  forged: Record<string, () => WebhookRequest>;
}

const SUBJECTS: Subject[] = [
  {
    kind: 'vonage',
    provider: () => vonageAt('http://127.0.0.1:9'),
    counts: ['authorization'],
    genuine: {
      usual: () => vonageCallback(),
      'the scheme in capitals': () =>
        edited(vonageCallback(), 'authorization', (text) => text.replace('Bearer', 'BEARER')),
      'with an end': () => vonageCallback({ exp: seconds() + 60 }),
      'for no application': () => vonageCallback({ application_id: undefined }),
      'nine minutes ago': () => vonageCallback({ iat: seconds() - 540 }),
      'its claims in another order': () => vonageCallback({ payload_hash: undefined, ...vonageClaims(BODY) }),
    },
    forged: {
      'another secret': () => vonageCallback({}, 'another secret'),
      'no secret': () => vonageCallback({}, ''),
      'no algorithm': () => vonageCallback({}, undefined, { alg: 'none' }),
      'another algorithm': () => vonageCallback({}, undefined, { alg: 'HS512' }),
      'the algorithm in small letters': () => vonageCallback({}, undefined, { alg: 'hs256' }),
      old: () => vonageCallback({ iat: seconds() - 700 }),
      early: () => vonageCallback({ iat: seconds() + 700 }),
      ended: () => vonageCallback({ exp: seconds() - 1 }),
      'no time': () => vonageCallback({ iat: undefined }),
      'a time as text': () => vonageCallback({ iat: String(seconds()) }),
      'no hash': () => vonageCallback({ payload_hash: undefined }),
      'another application': () => vonageCallback({ application_id: 'another' }),
      'another scheme': () =>
        edited(vonageCallback(), 'authorization', (text) => text.replace('Bearer', 'Basic')),
    },
  },
  {
    kind: 'http',
    provider: () => httpAt('http://127.0.0.1:9'),
    counts: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    genuine: {
      'the older secret': () => httpCallback(BODY),
      'the newer one': () => signed([HTTP_SECRETS[0]]),
      both: () => signed([...HTTP_SECRETS]),
      'both, the other way round': () => signed([...HTTP_SECRETS].reverse()),
      'one of a stranger first': () => signed([newSigningSecret(), HTTP_SECRETS[0]]),
      'one of another version first': () =>
        edited(httpCallback(BODY), 'webhook-signature', (text) => `v1a,AAAA ${text}`),
      'four minutes ago': () => httpCallback(BODY, 'evt_1', new Date(Date.now() - 240_000)),
    },
    forged: {
      'another secret': () => signed([newSigningSecret()]),
      old: () => httpCallback(BODY, 'evt_1', new Date(Date.now() - 302_000)),
      early: () => httpCallback(BODY, 'evt_1', new Date(Date.now() + 302_000)),
      milliseconds: () => edited(httpCallback(BODY), 'webhook-timestamp', (text) => `${text}000`),
      'without a version': () => edited(httpCallback(BODY), 'webhook-signature', (text) => text.slice(3)),
      'of another version': () =>
        edited(httpCallback(BODY), 'webhook-signature', (text) => `v2${text.slice(2)}`),
      'behind ten of others': () =>
        edited(httpCallback(BODY), 'webhook-signature', (text) => `${'v1,AAAA '.repeat(10)}${text}`),
    },
  },
  {
    kind: 'ses',
    provider: () => sesAt(sns.url),
    counts: ['x-amz-sns-topic-arn'],
    genuine: {
      usual: () => snsPost(sns.url, { Message: BODY }),
      'of version 1': () => snsPost(sns.url, { Message: BODY, SignatureVersion: '1' }),
      'with a subject': () => snsPost(sns.url, { Message: BODY, Subject: 'größe' }),
      'a day ago, nearly': () =>
        snsPost(sns.url, { Message: BODY, Timestamp: new Date(Date.now() - 86_000_000).toISOString() }),
      'its fields in another order': () => ({
        ...snsPost(sns.url),
        rawBody: reordered(snsPost(sns.url).rawBody),
      }),
      'with white space, and fields that are not signed': () => spaced(snsPost(sns.url, { Message: BODY })),
    },
    forged: {
      'another key': () => snsPost(sns.url, { Message: BODY }, OTHER_PAIR.key),
      old: () => snsPost(sns.url, { Timestamp: new Date(Date.now() - 87_000_000).toISOString() }),
      early: () => snsPost(sns.url, { Timestamp: new Date(Date.now() + 87_000_000).toISOString() }),
      'no time': () => snsPost(sns.url, { Timestamp: 'now' }),
      'another topic': () => snsPost(sns.url, { TopicArn: 'arn:aws:sns:eu-central-1:123456789012:another' }),
      'a version of the future': () => snsPost(sns.url, { SignatureVersion: '3' }),
      'a certificate from elsewhere': () => snsPost('https://sns.eu-central-1.amazonaws.com.example'),
    },
  },
];

function signed(secrets: string[]): WebhookRequest {
  return {
    url: `${URL}/http`,
    headers: signatureHeaders('evt_1', BODY, secrets),
    rawBody: Buffer.from(BODY),
  };
}
function edited(request: WebhookRequest, name: string, change: (text: string) => string): WebhookRequest {
  return { ...request, headers: { ...request.headers, [name]: change(request.headers[name] ?? '') } };
}
const fieldsOf = (body: Buffer) => JSON.parse(body.toString()) as Record<string, string>;
const reordered = (body: Buffer) =>
  Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(fieldsOf(body)).reverse())));
function spaced(request: WebhookRequest): WebhookRequest {
  const more = { ...fieldsOf(request.rawBody), UnsubscribeURL: 'https://a.example' };
  return { ...request, rawBody: Buffer.from(JSON.stringify(more, null, 2)) };
}

/** What the request says, however it is written: base64 has spare bits, JSON white space and fields that nobody signs. */
function meaning({ headers, rawBody }: WebhookRequest, { kind, counts }: Subject): string {
  const all = counts.map((name) => (kind === 'vonage' ? decoded(headers[name] ?? '') : headers[name]));
  if (kind !== 'ses') return JSON.stringify([all, rawBody.toString('hex')]);
  try {
    const { Signature = '', ...fields } = fieldsOf(rawBody);
    const names = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type', 'SignatureVersion'];
    return JSON.stringify([
      all,
      Buffer.from(Signature, 'base64').toString('hex'),
      names.map((name) => fields[name]),
    ]);
  } catch {
    return 'none';
  }
}
const decoded = (text: string) =>
  text
    .trim()
    .split(/[ .,]/)
    .map((part, n) => (n === 0 ? part.toLowerCase() : Buffer.from(part, 'base64').toString('hex')))
    .join(' ');

describe.each(SUBJECTS)('callbacks of $kind', (subject) => {
  it.each(Object.entries(subject.genuine))('are believed: %s', async (_, request) => {
    expect(await subject.provider().verifyWebhook(request())).toBe(true);
  });

  it.each(Object.entries(subject.forged))('are not believed: %s', async (_, request) => {
    expect(await subject.provider().verifyWebhook(request())).toBe(false);
  });

  it('are not believed with anything changed, and make nothing fail', async () => {
    const provider = subject.provider();
    const [, genuine] = Object.entries(subject.genuine)[0] as [string, () => WebhookRequest];
    const good = genuine();
    expect(await provider.verifyWebhook(good)).toBe(true);
    const place = fc.constantFrom('body', ...subject.counts);
    const check = async (where: string, how: [string, number, number]) => {
      const other =
        where === 'body'
          ? { ...good, rawBody: changed(good.rawBody, how) }
          : edited(good, where, (text) => changed(Buffer.from(text, 'latin1'), how).toString('latin1'));
      if (meaning(other, subject) === meaning(good, subject)) return;
      expect(await provider.verifyWebhook(other)).toBe(false);
    };
    await fc.assert(fc.asyncProperty(place, change, check), { seed: SEED, numRuns: RUNS });
  });

  it('are not believed with any headers and bytes', async () => {
    const provider = subject.provider();
    const [, genuine] = Object.entries(subject.genuine)[0] as [string, () => WebhookRequest];
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('Bearer a.b.c', 'v1,', 'v1, v1,', ' ', '0', 'NaN'),
    );
    const headers = fc.record(Object.fromEntries(subject.counts.map((name) => [name, value])), {
      requiredKeys: [],
    });
    const check = async (some: object, bytes: Uint8Array | null) => {
      const good = genuine();
      const rawBody = bytes === null ? good.rawBody : Buffer.from(bytes);
      const isNone = bytes !== null || Object.keys(some).length > 0;
      const request = { ...good, headers: { ...good.headers, ...some }, rawBody };
      expect(await provider.verifyWebhook(request)).toBe(!isNone);
    };
    const bytes = fc.option(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
    );
    await fc.assert(fc.asyncProperty(headers, bytes, check), { seed: SEED, numRuns: RUNS / 4 });
  });
});
