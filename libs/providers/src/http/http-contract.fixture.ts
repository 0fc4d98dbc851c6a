import { MESSAGE_ID, outbound } from '../outbound-message.fixture.js';
import type { ContractSubject } from '../testing/contract-subject.js';
import { type HttpAnswers, httpBench } from '../testing/http-bench.js';
import { HTTP_SECRETS, httpAt, httpCallback } from './http-account.fixture.js';

const ANSWERS: HttpAnswers = {
  accept: [202, { id: 'their-1' }],
  refuse: [422, { kind: 'permanent', code: 'no_such_number', title: 'There is no such number' }],
  fail: [503, { title: 'Away' }],
  limit: [429, { kind: 'limit' }, { 'Retry-After': '7' }],
  account: [401, { title: 'Who are you?' }],
  unreadable: [200, '<html>Welcome</html>'],
};

const MAIL = {
  channel: 'email',
  from: 'a@example.org',
  to: 'b@example.net',
  subject: 'Hi',
  html: null,
} as const;

export const HTTP_SUBJECT: ContractSubject = {
  kind: 'http',
  messages: [
    outbound(),
    outbound({ channel: 'mms', attachments: ['https://example.org/a.png'] }),
    outbound({ ...MAIL }),
  ],
  secrets: [...HTTP_SECRETS],
  setting: /HTTP_PROVIDER_SECRET/,
  start: ({ timeoutMs }) => httpBench(ANSWERS, (url) => httpAt(`${url}/messages`, { timeoutMs })),
  async callback() {
    const data = { message_id: MESSAGE_ID, id: 'their-1' };
    return { request: httpCallback({ type: 'message.delivered', data }), kinds: ['delivered'] };
  },
};
