import { createHash, createHmac, sign } from 'node:crypto';
import fc from 'fast-check';
import request from 'supertest';
import { SANDBOX_CREDENTIALS } from '#config';
import { signatureHeaders } from '#http';
import twilio from 'twilio';
import { HttpPeer } from '../../libs/http/src/testing/http-peer.js';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { MESSAGE_ID } from '../../libs/providers/src/outbound-message.fixture.js';
import { CALLBACK_BODIES } from '../../libs/providers/src/testing/callback-bodies.js';
import { EMAIL, send, SMS } from '../support/client.js';
import { RunningSystem } from '../support/running-system.js';
import { eventHeaders, SIGNED_EVENTS } from '../support/signed-events.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = 100;
const TOPIC = SANDBOX_CREDENTIALS.sesTopicArn;

/** Plays SNS. */
const pair = selfSigned(1, 'rsa');
let sns: HttpPeer;
let system: RunningSystem;
/** By kind of provider a message that it carries. */
let ids: Record<string, string>;
let events = 0;
beforeAll(async () => {
  process.stderr.write(`FUZZ_SEED=${SEED}\n`);
  sns = await HttpPeer.start((response) => response.end(pair.cert));
  system = await RunningSystem.start({ ...SIGNED_EVENTS, SES_BASE_URL: sns.url });
  const [text, mail] = [await send(system.url, SMS), await send(system.url, EMAIL)];
  ids = { twilio: text.id, vonage: text.id, http: text.id, sendgrid: mail.id, ses: mail.id };
});
afterAll(async () => {
  await system.stop();
  await sns.close();
});

type Headers = Record<string, string>;

/** The headers with which each provider posts this body. */
const SIGNED: Record<string, (body: string) => Headers> = {
  sendgrid: (body) => eventHeaders(body),
  vonage(body) {
    const payload_hash = createHash('sha256').update(body).digest('hex');
    const claims = { iat: Math.floor(Date.now() / 1_000), payload_hash };
    const signed = [{ alg: 'HS256' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const mac = createHmac('sha256', SANDBOX_CREDENTIALS.vonageSignatureSecret).update(signed);
    return { authorization: `Bearer ${signed}.${mac.digest('base64url')}` };
  },
  http: (body) => signatureHeaders(`evt_${(events += 1)}`, body, [SANDBOX_CREDENTIALS.httpProviderSecret]),
  ses: () => ({ 'x-amz-sns-topic-arn': TOPIC }),
  twilio(body) {
    const url = `${system.url}${pathOf('twilio')}`;
    const fields = Object.fromEntries(new URLSearchParams(body));
    const token = SANDBOX_CREDENTIALS.twilioAuthToken;
    return {
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, url, fields),
      'content-type': 'application/x-www-form-urlencoded',
    };
  },
};

/** Where each comes to; of Twilio with our id. */
const pathOf = (kind: string) =>
  `/api/v1/webhooks/${kind}${kind === 'twilio' ? `?message_id=${ids.twilio}` : ''}`;

/** What is posted, of a body that tells of the fixture's message. */
function bodyOf(kind: string, given: unknown): string {
  const text = JSON.stringify(given).replaceAll(MESSAGE_ID, ids[kind] as string);
  if (kind === 'twilio') {
    const form = new URLSearchParams({ AccountSid: SANDBOX_CREDENTIALS.twilioAccountSid });
    for (const [name, value] of Object.entries(JSON.parse(text) as object))
      form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    return form.toString();
  }
  return kind === 'ses' ? published((JSON.parse(text) as { Message: string }).Message) : text;
}

/** As SNS publishes it. */
function published(Message: string): string {
  const fields = {
    ...{ Message, MessageId: `m-${(events += 1)}`, Timestamp: new Date().toISOString() },
    ...{ TopicArn: TOPIC, Type: 'Notification' },
  };
  const signed = Object.entries(fields).map(([name, value]) => `${name}\n${value}\n`);
  const Signature = sign('sha256', Buffer.from(signed.join('')), pair.key).toString('base64');
  const SigningCertURL = `${sns.url}/SimpleNotificationService-0.pem`;
  return JSON.stringify({ ...fields, SignatureVersion: '2', Signature, SigningCertURL });
}

async function post(kind: string, body: string): Promise<number> {
  const { status } = await request(system.url)
    .post(pathOf(kind))
    .set({ 'content-type': 'application/json', ...SIGNED[kind]?.(body) })
    .serialize((text: unknown) => text as string)
    .send(body);
  return status;
}

/** What once was answered 5xx. */
const FOUND: Record<string, unknown[]> = {
  vonage: [
    { message_uuid: 'a', from: '15551234567', to: '\0', channel: 'sms', text: 'STOP' },
    { message_uuid: 'b', status: 'rejected', error: { title: { toString: 1 } } },
  ],
  http: [
    {
      type: 'message.received',
      data: { channel: 'sms', from: '+15551234567', to: '1', body: 'STOP', answers: ['<1@a>'] },
    },
  ],
};

describe.each(Object.keys(SIGNED))('a signed callback of %s', (kind) => {
  const arbitrary = CALLBACK_BODIES[kind] as fc.Arbitrary<unknown>;

  it('is kept or refused, whatever is in its fields, and what is kept can be applied', async () => {
    const statuses: Record<string, number> = {};
    const check = async (given: unknown) => {
      const body = bodyOf(kind, given);
      const status = await post(kind, body);
      statuses[status] = (statuses[status] ?? 0) + 1;
      expect([200, 400, ...(kind === 'twilio' ? [403, 429] : [])]).toContain(status);
    };
    const examples = (FOUND[kind] ?? []).map((each): [unknown] => [each]);
    await fc.assert(fc.asyncProperty(arbitrary, check), { seed: SEED, numRuns: RUNS, examples });
    expect(statuses[200]).toBeGreaterThan(0);
    const { rows } = await system.database.pool.query(
      'SELECT error, payload FROM webhook_events WHERE provider = $1 AND applied_at IS NULL',
      [kind],
    );
    expect(rows).toEqual([]);
  });

  it('is refused whatever its bytes are', async () => {
    const texts = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<xml/>', '\0', '[1e999]'),
    );
    const check = async (text: string) => {
      const body = kind === 'ses' ? published(text || '-') : text;
      expect([200, 400, 403, 429]).toContain(await post(kind, body));
    };
    await fc.assert(fc.asyncProperty(texts, check), { seed: SEED, numRuns: RUNS / 4 });
  });
});
