import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { WebhookRequest } from '../message-provider.js';
import { isSignedBySendgrid, sendgridPublicKeys } from './sendgrid-signature.js';

// sendgrid-nodejs, packages/eventwebhook/src/eventwebhook.spec.js, single event.
const SAMPLE = {
  key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
  signature:
    'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
  timestamp: '1600112502',
  body:
    JSON.stringify([
      {
        email: 'hello@world.com',
        event: 'dropped',
        reason: 'Bounced Address',
        sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
        sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
        'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
        timestamp: 1600112492,
      },
    ]) + '\r\n',
};

const ANY_AGE = Number.MAX_SAFE_INTEGER;
const MINUTE = 60_000;

function request(body: string, signature?: string, timestamp?: string): WebhookRequest {
  const headers = {
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  };
  return { url: 'https://sendstream.example/api/v1/webhooks/sendgrid', headers, rawBody: Buffer.from(body) };
}

function signed(body: string, privateKey: KeyObject, secondsAgo = 0): WebhookRequest {
  const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo);
  return request(
    body,
    sign('sha256', Buffer.from(timestamp + body), privateKey).toString('base64'),
    timestamp,
  );
}

describe('isSignedBySendgrid', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const text = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const keys = sendgridPublicKeys(text) as KeyObject[];
  const body = '[{"event":"delivered","email":"größe@example.org"}]\r\n';

  it("takes SendGrid's own sample, and not a byte of it changed", () => {
    const samplesKeys = sendgridPublicKeys(SAMPLE.key) as KeyObject[];
    const of = (changes: Partial<typeof SAMPLE>) => {
      const { body: text, signature, timestamp } = { ...SAMPLE, ...changes };
      return isSignedBySendgrid(samplesKeys, request(text, signature, timestamp), ANY_AGE);
    };
    expect(of({})).toBe(true);
    expect(of({ body: SAMPLE.body.trimEnd() })).toBe(false);
    expect(of({ body: SAMPLE.body.replace('dropped', 'Dropped') })).toBe(false);
    expect(of({ timestamp: '1600112503' })).toBe(false);
    expect(
      isSignedBySendgrid(samplesKeys, request(SAMPLE.body, SAMPLE.signature, SAMPLE.timestamp), MINUTE),
    ).toBe(false);
  });

  it('takes a fresh callback of the right key, and of no other', () => {
    expect(isSignedBySendgrid(keys, signed(body, pair.privateKey), MINUTE)).toBe(true);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(isSignedBySendgrid(keys, signed(body, other.privateKey), MINUTE)).toBe(false);
  });

  it.each([
    [0, true],
    [55, true],
    [-55, true],
    [65, false],
    [-65, false],
    [86_400, false],
  ])('within a minute, %d s ago: %p', (secondsAgo, expected) => {
    expect(isSignedBySendgrid(keys, signed(body, pair.privateKey, secondsAgo), MINUTE)).toBe(expected);
  });

  it.each([
    ['no signature', undefined, '1600112502'],
    ['no timestamp', SAMPLE.signature, undefined],
    ['an empty signature', '', '1600112502'],
    ['bad base64', '%%%', '1600112502'],
    ['no DER', Buffer.from('hello').toString('base64'), '1600112502'],
    ['a cut signature', SAMPLE.signature.slice(0, 40), '1600112502'],
    ['a huge signature', 'A'.repeat(1_000_000), '1600112502'],
    ['a timestamp that is no number', SAMPLE.signature, '1600112502abc'],
    ['an exponent for a timestamp', SAMPLE.signature, '1e9'],
    ['a negative timestamp', SAMPLE.signature, '-1'],
    ['an endless timestamp', SAMPLE.signature, '9'.repeat(400)],
  ])('refuses %s', (_, signature, timestamp) => {
    expect(
      isSignedBySendgrid(
        sendgridPublicKeys(SAMPLE.key) as KeyObject[],
        request(SAMPLE.body, signature, timestamp),
        ANY_AGE,
      ),
    ).toBe(false);
  });

  it('refuses each of 2,000 one-byte changes', () => {
    const fresh = signed(body, pair.privateKey);
    let admitted = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const bytes =
        round % 2 === 0
          ? Buffer.from(fresh.rawBody)
          : Buffer.from(fresh.headers['x-twilio-email-event-webhook-signature'] as string, 'base64');
      const at = (round * 7919) % bytes.length;
      bytes[at] = (bytes[at] as number) ^ (1 + (round % 255));
      const forged =
        round % 2 === 0
          ? { ...fresh, rawBody: bytes }
          : request(body, bytes.toString('base64'), fresh.headers['x-twilio-email-event-webhook-timestamp']);
      if (isSignedBySendgrid(keys, forged, MINUTE)) admitted += 1;
    }
    expect(admitted).toBe(0);
  });

  it('refuses everything without a key', () => {
    expect(sendgridPublicKeys('')).toEqual([]);
    expect(isSignedBySendgrid([], signed(body, pair.privateKey), MINUTE)).toBe(false);
  });

  it('takes the old key beside the new one while it is being changed', () => {
    const next = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const newText = next.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const both = sendgridPublicKeys(`${newText},${text}`) as KeyObject[];
    for (const { privateKey } of [pair, next])
      expect(isSignedBySendgrid(both, signed(body, privateKey), MINUTE)).toBe(true);
    expect(isSignedBySendgrid(both.slice(0, 1), signed(body, pair.privateKey), MINUTE)).toBe(false);
  });
});

describe('sendgridPublicKeys', () => {
  it('takes the key in PEM armour and with line breaks', () => {
    const pem = `-----BEGIN PUBLIC KEY-----\n${SAMPLE.key.slice(0, 64)}\n${SAMPLE.key.slice(64)}\n-----END PUBLIC KEY-----\n`;
    expect(sendgridPublicKeys(pem)?.[0]?.asymmetricKeyType).toBe('ec');
  });

  it.each([
    ['no key', 'hello'],
    ['a cut key', SAMPLE.key.slice(0, 60)],
    [
      'an RSA key',
      generateKeyPairSync('rsa', { modulusLength: 1024 })
        .publicKey.export({ format: 'der', type: 'spki' })
        .toString('base64'),
    ],
  ])('are none for %s', (_, text) => {
    expect(sendgridPublicKeys(text)).toBeNull();
    expect(sendgridPublicKeys(`${SAMPLE.key},${text}`)).toBeNull();
  });
});
