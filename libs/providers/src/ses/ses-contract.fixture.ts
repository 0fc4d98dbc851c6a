import { outbound } from '../outbound-message.fixture.js';
import type { ContractSubject } from '../testing/contract-subject.js';
import type { Answer } from '../testing/contract-subject.js';
import { type HttpAnswers, httpBench } from '../testing/http-bench.js';
import { CERTIFICATE_PATH, SES_ACCOUNT, sesAt, sesEvent, SNS_PAIR, snsPost } from './ses-account.fixture.js';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const refusal = (status: number, type: string, message: string): Answer => [
  status,
  { message },
  { 'x-amzn-ErrorType': type },
];
const ANSWERS: HttpAnswers = {
  accept: [200, { MessageId: '0107018c2d3e4f5a-6b7c8d9e-0000' }],
  refuse: refusal(400, 'BadRequestException', 'Illegal address'),
  fail: refusal(500, 'InternalFailure', 'Something is broken'),
  limit: refusal(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.'),
  account: refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match'),
  unreadable: [200, '<html>Welcome</html>'],
};

export const SES_SUBJECT: ContractSubject = {
  kind: 'ses',
  messages: [
    outbound({ channel: 'email', from: 'Acme <hello@acme.example>', to: 'jane@example.org', subject: 'Hi' }),
  ],
  secrets: [SES_ACCOUNT.secretAccessKey],
  setting: /SES_SECRET_ACCESS_KEY/,
  start: ({ timeoutMs }) =>
    httpBench(ANSWERS, (baseUrl) => sesAt(baseUrl, { timeoutMs }), { [CERTIFICATE_PATH]: SNS_PAIR.cert }),
  async callback({ address }) {
    const delivery = { delivery: { recipients: ['jane@example.org'], smtpResponse: '250 2.0.0 OK' } };
    const request = snsPost(address?.origin ?? '', { Message: sesEvent('Delivery', delivery) });
    return { request, kinds: ['delivered'] };
  },
};
