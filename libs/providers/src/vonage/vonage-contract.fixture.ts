import { MESSAGE_ID, outbound } from '../outbound-message.fixture.js';
import type { ContractSubject } from '../testing/contract-subject.js';
import { type HttpAnswers, httpBench } from '../testing/http-bench.js';
import { hmacToken, VONAGE_ACCOUNT, vonageAt, vonageClaims } from './vonage-account.fixture.js';

const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const [SECRET = ''] = VONAGE_ACCOUNT.signatureSecrets;

/** https://developer.vonage.com/en/api/messages */
const problem = (fragment: string, title: string) => ({
  type: `https://developer.vonage.com/api-errors${fragment}`,
  title,
  instance: 'bf0ca0bf927b3b52e3cb03217e1a1ddf',
});
const ANSWERS: HttpAnswers = {
  accept: [202, { message_uuid: UUID }],
  refuse: [422, problem('/messages#1430', 'Invalid recipient')],
  fail: [500, problem('#internal-error', 'Internal error')],
  limit: [429, problem('#throttled', 'Rate limit hit'), { 'Retry-After': '7' }],
  account: [401, problem('#unauthorized', 'You did not provide correct credentials.')],
  unreadable: [202, '<html>Welcome</html>'],
};

export const VONAGE_SUBJECT: ContractSubject = {
  kind: 'vonage',
  messages: [outbound(), outbound({ channel: 'mms', attachments: ['https://example.org/a.png'] })],
  secrets: [VONAGE_ACCOUNT.privateKey, SECRET],
  setting: /VONAGE_PRIVATE_KEY/,
  start: ({ timeoutMs }) => httpBench(ANSWERS, (baseUrl) => vonageAt(baseUrl, { timeoutMs })),
  async callback() {
    const body = JSON.stringify({ message_uuid: UUID, client_ref: MESSAGE_ID, status: 'delivered' });
    const headers = { authorization: `Bearer ${hmacToken(vonageClaims(body), SECRET)}` };
    const url = 'https://sendstream.example/api/v1/webhooks/vonage';
    return { request: { url, headers, rawBody: Buffer.from(body) }, kinds: ['delivered'] };
  },
};
