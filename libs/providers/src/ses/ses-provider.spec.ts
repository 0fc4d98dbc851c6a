import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  type ProviderError,
  RetryableError,
  UnknownOutcomeError,
} from '../provider-errors.js';
import { SES_ACCOUNT, sesAt } from './ses-account.fixture.js';

let answer: [status: number, body: unknown, headers?: Record<string, string>] = [200, { MessageId: 'id-1' }];
let peer: HttpPeer;
beforeAll(async () => {
  peer = await HttpPeer.start((response) => json(response, ...answer));
});
afterAll(() => peer.close());
beforeEach(() => {
  answer = [200, { MessageId: 'id-1' }];
  peer.requests.length = 0;
});

const MAIL = outbound({
  channel: 'email',
  from: 'Acme <hello@acme.example>',
  to: 'jane@example.org',
  subject: 'Hi',
});

async function asked(changes: Partial<typeof MAIL>, options = {}) {
  await sesAt(peer.url, options).send({ ...MAIL, ...changes });
  return JSON.parse(peer.requests[0]?.body ?? '') as Record<string, unknown>;
}

describe('a mail over SES', () => {
  it('is asked for with our id, signed for the region', async () => {
    expect(await sesAt(peer.url).send(MAIL)).toEqual({ providerMessageId: 'id-1', httpStatus: 200 });
    const [{ method, url, headers, body } = { method: '', url: '', headers: {}, body: '' }] = peer.requests;
    expect(`${method} ${url}`).toBe('POST /v2/email/outbound-emails');
    expect(headers.authorization).toContain(`Credential=${SES_ACCOUNT.accessKeyId}/`);
    expect(headers.authorization).toContain('/eu-central-1/ses/aws4_request');
    expect(JSON.parse(body)).toEqual({
      FromEmailAddress: 'Acme <hello@acme.example>',
      Destination: { ToAddresses: ['jane@example.org'] },
      Content: {
        Simple: {
          Subject: { Data: 'Hi', Charset: 'UTF-8' },
          Body: { Text: { Data: MAIL.body, Charset: 'UTF-8' } },
        },
      },
      EmailTags: [{ Name: 'message_id', Value: MESSAGE_ID }],
    });
  });

  it('brings copies, files, a page, a configuration set, and a way out', async () => {
    const file = { filename: 'a.txt', contentType: 'text/plain', size: 2, content: 'SGk=' };
    const changes = {
      cc: ['cc@example.org'],
      bcc: ['bcc@example.org'],
      replyTo: 'Help <help@acme.example>',
      html: '<p>Hi</p>',
      body: '',
      subject: null,
      files: [file],
      unsubscribeUrl: 'https://sendstream.example/u/1',
    };
    const mail = await asked(changes, { configurationSet: 'events' });
    expect(mail).toMatchObject({
      Destination: { CcAddresses: ['cc@example.org'], BccAddresses: ['bcc@example.org'] },
      ReplyToAddresses: ['Help <help@acme.example>'],
      ConfigurationSetName: 'events',
      EmailTags: [
        { Name: 'message_id' },
        { Name: 'main_recipient', Value: expect.stringMatching(/^\w{32}$/) as string },
      ],
      Content: {
        Simple: {
          Subject: { Data: '(no subject)' },
          Body: { Html: { Data: '<p>Hi</p>' } },
          Headers: [
            { Name: 'List-Unsubscribe', Value: '<https://sendstream.example/u/1>' },
            { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
          ],
          Attachments: [{ FileName: 'a.txt', ContentType: 'text/plain', RawContent: 'SGk=' }],
        },
      },
    });
    expect(JSON.stringify(mail)).not.toContain('"Text"');
  });

  it('has names and domains in ASCII', async () => {
    const mail = await asked({
      from: 'Größe, GmbH <hallo@größe.example>',
      to: '"Doe, Jane" <jane@example.org>',
    });
    expect(mail.FromEmailAddress).toBe('=?UTF-8?B?R3LDtsOfZSwgR21iSA==?= <hallo@xn--gre-6ka8i.example>');
    expect(mail.Destination).toEqual({ ToAddresses: ['"Doe, Jane" <jane@example.org>'] });
  });

  it('is called where its region is', () => {
    expect(sesAt('').address.href).toBe('https://email.eu-central-1.amazonaws.com/');
    expect(sesAt('', { region: 'cn-north-1' }).address.href).toBe(
      'https://email.cn-north-1.amazonaws.com.cn/',
    );
  });
});

describe('what SES refuses', () => {
  async function refused(status: number, type: string, message: string): Promise<ProviderError> {
    answer = [status, { message }, { 'x-amzn-errortype': `${type}:http://internal.amazon.com/` }];
    return providerError(sesAt(peer.url).send(MAIL));
  }

  it.each([
    [400, 'BadRequestException', 'Illegal address', PermanentError, 'BadRequest', false],
    [400, 'MessageRejected', 'Bad content', PermanentError, 'MessageRejected', false],
    [400, 'MessageRejected', 'Email address is not verified.', PermanentError, 'MessageRejected', true],
    [400, 'MailFromDomainNotVerifiedException', 'No', PermanentError, 'MailFromDomainNotVerified', true],
    [429, 'TooManyRequestsException', 'Maximum sending rate exceeded.', LimitError, 'TooManyRequests', false],
    [400, 'ThrottlingException', 'Rate exceeded', LimitError, 'Throttling', false],
    [500, 'InternalFailure', 'Broken', RetryableError, 'InternalFailure', false],
    [503, 'ServiceUnavailable', 'Away', RetryableError, 'ServiceUnavailable', false],
    [504, 'GatewayTimeout', 'Late', UnknownOutcomeError, 'GatewayTimeout', false],
  ])('%i %s, "%s"', async (status, type, words, kind, code, elsewhere) => {
    const error = await refused(status, type, words);
    expect(error.constructor).toBe(kind);
    expect(error).toMatchObject({ code, elsewhere, message: words });
  });

  it.each([
    [403, 'UnrecognizedClientException', 'x', 'SES_ACCESS_KEY_ID', false],
    [403, 'SignatureDoesNotMatch', 'x', 'SES_SECRET_ACCESS_KEY', false],
    [403, 'InvalidSignatureException', 'Signature expired: 2026', 'clock', false],
    [403, 'ExpiredTokenException', 'x', 'SES_SESSION_TOKEN has expired', false],
    [403, 'AccessDeniedException', 'x', 'allow ses:SendEmail', false],
    [400, 'AccountSuspendedException', 'x', 'reputation', false],
    [400, 'SendingPausedException', 'x', 'resume it in SES_REGION', false],
    [404, 'NotFoundException', 'x', 'SES_CONFIGURATION_SET', false],
    [404, '', 'x', 'SES_BASE_URL', false],
    [400, 'LimitExceededException', 'x', 'quota of the account', true],
    [429, 'TooManyRequestsException', 'Daily message quota exceeded', 'quota of the account', true],
  ])('%i %s is for the operator', async (status, type, words, remedy, isQuota) => {
    const error = await refused(status, type, words);
    expect(error).toBeInstanceOf(AccountError);
    const { problem } = error as AccountError;
    expect(problem.remedy).toContain(remedy);
    expect(problem.isQuota).toBe(isQuota);
  });

  it('may say its type in the body', async () => {
    answer = [400, { __type: 'com.amazon.coral#SendingPausedException', Message: 'Paused' }];
    const error = await providerError(sesAt(peer.url).send(MAIL));
    expect(error).toMatchObject({ code: 'SendingPaused', message: 'Paused' });
  });
});
