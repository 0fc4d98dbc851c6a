import { createHmac, randomBytes } from 'node:crypto';
import { outbound } from '../outbound-message.fixture.js';
import type { ContractSubject } from '../testing/contract-subject.js';
import { type HttpAnswers, httpBench } from '../testing/http-bench.js';
import { TwilioProvider } from './twilio-provider.js';

const ACCOUNT = `AC${randomBytes(16).toString('hex')}`;
const TOKEN = randomBytes(16).toString('hex');
const CALLBACK_URL = 'https://sendstream.example/api/v1/webhooks/twilio';

/** https://www.twilio.com/docs/api/errors */
const refusal = (code: number, message: string) => ({ code, message, more_info: '', status: 400 });
const ANSWERS: HttpAnswers = {
  accept: [201, { sid: `SM${'0'.repeat(32)}`, status: 'queued' }],
  refuse: [400, refusal(21211, "The 'To' number is not a valid phone number.")],
  fail: [503, refusal(20503, 'Service Unavailable')],
  limit: [429, refusal(20429, 'Too Many Requests'), { 'Retry-After': '7' }],
  account: [401, refusal(20003, 'Authenticate')],
  unreadable: [201, '<html>Welcome</html>'],
};

export const TWILIO_SUBJECT: ContractSubject = {
  kind: 'twilio',
  messages: [outbound(), outbound({ channel: 'mms', attachments: ['https://example.org/a.png'] })],
  secrets: [TOKEN],
  setting: /TWILIO_AUTH_TOKEN/,
  start: ({ timeoutMs }) =>
    httpBench(ANSWERS, (baseUrl) => {
      const publicUrl = 'https://sendstream.example';
      return new TwilioProvider({ accountSid: ACCOUNT, authToken: TOKEN, publicUrl, baseUrl, timeoutMs });
    }),
  async callback() {
    const fields = {
      AccountSid: ACCOUNT,
      ApiVersion: '2010-04-01',
      From: '+15557122661',
      MessageSid: `SM${'0'.repeat(32)}`,
      MessageStatus: 'delivered',
      To: '+15558675310',
    };
    const signed = CALLBACK_URL + Object.entries(fields).flat().join('');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', TOKEN).update(signed).digest('base64'),
    };
    const rawBody = Buffer.from(new URLSearchParams(fields).toString());
    return { request: { url: CALLBACK_URL, headers, rawBody }, kinds: ['delivered'] };
  },
};
