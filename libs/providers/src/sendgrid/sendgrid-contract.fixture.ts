import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { outbound } from '../outbound-message.fixture.js';
import type { ContractSubject } from '../testing/contract-subject.js';
import { type HttpAnswers, httpBench } from '../testing/http-bench.js';
import { SendgridProvider } from './sendgrid-provider.js';

const KEY = `SG.${randomBytes(16).toString('hex')}`;
const PAIR = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors */
const errors = (message: string) => ({ errors: [{ message, field: null, help: null }] });
const ANSWERS: HttpAnswers = {
  accept: [202, '', { 'X-Message-Id': 'nAQwDHVVSd-C0KLyj5gY2Q' }],
  refuse: [400, errors('Does not contain a valid address.')],
  fail: [503, errors('Service Unavailable')],
  limit: [429, errors('too many requests'), { 'Retry-After': '7' }],
  account: [401, errors('The provided authorization grant is invalid, expired, or revoked')],
  unreadable: [200, '<html>Welcome</html>'],
};

export const SENDGRID_SUBJECT: ContractSubject = {
  kind: 'sendgrid',
  messages: [
    outbound({ channel: 'email', from: 'Acme <hello@acme.example>', to: 'jane@example.org', subject: 'Hi' }),
  ],
  secrets: [KEY],
  setting: /SENDGRID_API_KEY/,
  start: ({ timeoutMs }) =>
    httpBench(ANSWERS, (baseUrl) => {
      const webhookPublicKey = PAIR.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      return new SendgridProvider({ apiKey: KEY, webhookPublicKey, baseUrl, timeoutMs });
    }),
  async callback() {
    const body = JSON.stringify([
      { event: 'processed', sg_event_id: '1' },
      { event: 'bounce', sg_event_id: '2' },
    ]);
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      'x-twilio-email-event-webhook-signature': sign(
        'sha256',
        Buffer.from(timestamp + body),
        PAIR.privateKey,
      ).toString('base64'),
      'x-twilio-email-event-webhook-timestamp': timestamp,
    };
    const url = 'https://sendstream.example/api/v1/webhooks/sendgrid';
    return { request: { url, headers, rawBody: Buffer.from(body) }, kinds: ['sent', 'failed'] };
  },
};
