import { Webhook } from 'standardwebhooks';
import { isSignedWebhook } from '#http';
import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  RetryableError,
  UnknownOutcomeError,
} from '../provider-errors.js';
import { HTTP_SECRETS, httpAt, httpCallback } from './http-account.fixture.js';

type Answer = Parameters<typeof HttpPeer.start>[0];
let peer: HttpPeer;

const start = async (answer: Answer) => (peer = await HttpPeer.start(answer));
const provider = () => httpAt(`${peer.url}/v1/messages?tenant=7`);
afterEach(() => peer.close());

/** What the other side reads, once it has looked at the signature with the library of the standard. */
function verified(secret: string): unknown {
  const { body, headers } = peer.requests[0] as HttpPeer['requests'][0];
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

describe('HttpProvider sends', () => {
  it('a text as one POST that is signed with each secret and names our id', async () => {
    await start((response) => json(response, 202, { id: 'their-1' }));
    const receipt = await provider().send(outbound({ expiresAt: new Date('2030-01-01T00:00:00Z') }));
    expect(receipt).toEqual({ providerMessageId: 'their-1', httpStatus: 202 });
    expect(peer.requests).toMatchObject([
      {
        method: 'POST',
        url: '/v1/messages?tenant=7',
        headers: {
          'idempotency-key': MESSAGE_ID,
          'webhook-id': MESSAGE_ID,
          'content-type': 'application/json',
        },
      },
    ]);
    for (const secret of HTTP_SECRETS)
      expect(verified(secret)).toEqual({
        type: 'message.send',
        message: {
          id: MESSAGE_ID,
          channel: 'sms',
          from: '+15557122661',
          to: '+15558675310',
          body: 'Your code is 4711 & counting: größe 👍',
          attachments: [],
          expires_at: '2030-01-01T00:00:00.000Z',
          callback_url: 'https://sendstream.example/api/v1/webhooks/http',
        },
      });
  });

  it('a mail with all that belongs to it', async () => {
    await start((response) => json(response, 200, { id: 'their-1' }));
    const content = Buffer.from('pdf').toString('base64');
    const mail = {
      channel: 'email',
      from: 'Shop <shop@example.org>',
      to: 'a@example.net',
      cc: ['b@example.net'],
      bcc: ['c@example.net'],
      replyTo: 'help@example.org',
      subject: 'Bill',
      html: '<p>Hi</p>',
      attachments: ['https://example.org/bill'],
      files: [{ filename: 'bill.pdf', contentType: 'application/pdf', size: 3, content }],
      unsubscribeUrl: 'https://sendstream.example/u/1',
    } as const;
    await provider().send(
      outbound({
        ...mail,
        cc: [...mail.cc],
        bcc: [...mail.bcc],
        attachments: [...mail.attachments],
        files: [...mail.files],
      }),
    );
    expect(verified(HTTP_SECRETS[0])).toMatchObject({
      message: {
        channel: 'email',
        from: 'Shop <shop@example.org>',
        cc: ['b@example.net'],
        bcc: ['c@example.net'],
        reply_to: 'help@example.org',
        subject: 'Bill',
        html: '<p>Hi</p>',
        unsubscribe_url: 'https://sendstream.example/u/1',
        attachments: ['https://example.org/bill'],
        files: [{ filename: 'bill.pdf', content_type: 'application/pdf', size: 3, content }],
      },
    });
  });

  it.each([
    [
      422,
      { kind: 'permanent', code: 'no_such_number', title: 'No', detail: 'such number' },
      PermanentError,
      { code: 'no_such_number', message: 'No; such number' },
    ],
    [400, {}, PermanentError, { code: null, message: 'HTTP 400' }],
    [404, { kind: 'permanent' }, PermanentError, {}],
    [422, { opted_out: true }, PermanentError, { optedOut: true }],
    [429, {}, LimitError, { of: 'account', retryAfterMs: 9_000 }],
    [422, { kind: 'limit', limit_of: 'sender' }, LimitError, { of: 'sender', retryAfterMs: 9_000 }],
    [422, { kind: 'account', title: 'Closed' }, AccountError, { message: 'Closed' }],
    [401, {}, AccountError, {}],
    [403, {}, AccountError, {}],
    [404, {}, AccountError, {}],
    [307, {}, AccountError, {}],
    [409, { kind: 'temporary' }, RetryableError, { retryAfterMs: 9_000 }],
    [500, { kind: 'permanent' }, RetryableError, {}],
    [503, {}, RetryableError, { retryAfterMs: 9_000 }],
    [504, {}, UnknownOutcomeError, {}],
    [
      422,
      { kind: 'constructor', code: 'a b', title: 7 },
      PermanentError,
      { code: null, message: 'HTTP 422' },
    ],
  ])('and takes HTTP %d with %j as documented', async (status, problem, errorClass, expected) => {
    await start((response) => json(response, status, problem, { 'Retry-After': '9' }));
    const error = await providerError(provider().send(outbound()));
    expect(error.constructor).toBe(errorClass);
    expect(error).toMatchObject({ provider: 'http', ...expected });
  });

  it.each([[{}], [{ id: 7 }], [{ id: '' }], [{ id: 'with space' }], [{ id: 'x'.repeat(201) }], [[]]])(
    'and does not know what became of it after 200 with %j',
    async (body) => {
      await start((response) => json(response, 200, body));
      expect(await providerError(provider().send(outbound()))).toBeInstanceOf(UnknownOutcomeError);
    },
  );
});

describe('HttpProvider looks a message up', () => {
  it('under its id, with a signature', async () => {
    await start((response) => json(response, 200, { id: 'their-1' }));
    expect(await provider().lookup(outbound())).toMatchObject([{ providerMessageId: 'their-1' }]);
    const [{ method, url, headers, body }] = peer.requests as [HttpPeer['requests'][0]];
    expect([method, url, body]).toEqual(['GET', `/v1/messages/${MESSAGE_ID}?tenant=7`, '']);
    expect(isSignedWebhook(headers as Record<string, string>, Buffer.alloc(0), [HTTP_SECRETS[0]])).toBe(true);
  });

  it.each([
    [404, { id: null }, []],
    [404, {}, 'undecidable'],
    [404, { error: 'Not Found' }, 'undecidable'],
    [405, {}, 'undecidable'],
    [501, {}, 'undecidable'],
    [200, { hello: 'world' }, 'undecidable'],
    [302, {}, 'undecidable'],
  ])('and takes %d with %j for %j', async (status, body, expected) => {
    await start((response) => json(response, status, body));
    expect(await provider().lookup(outbound())).toEqual(expected);
  });

  it.each([401, 429, 500, 503])('and asks again after %d', async (status) => {
    await start((response) => json(response, status, {}));
    await expect(provider().lookup(outbound())).rejects.toBeInstanceOf(RetryableError);
  });
});

describe('HttpProvider reads files', () => {
  it('at the place of messages alone', async () => {
    await start((response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end('png'));
    const media = await provider().media(`${peer.url}/files/1`);
    expect(await media?.content.toArray()).toEqual([Buffer.from('png')]);
    expect(peer.requests[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    for (const url of ['https://elsewhere.example/files/1', 'nonsense'])
      await expect(provider().media(url)).resolves.toBeNull();
    expect(peer.requests).toHaveLength(1);
  });
});

describe('HttpProvider believes a callback', () => {
  const event = { type: 'message.delivered', data: { message_id: MESSAGE_ID } };
  beforeEach(() => start(() => undefined));

  it('that is signed with one of its secrets, just now', () => {
    const request = httpCallback(event);
    expect(provider().verifyWebhook(request)).toBe(true);
    expect(provider().verifyWebhook({ ...request, rawBody: Buffer.from('{}') })).toBe(false);
    expect(httpAt(peer.url, { secrets: [HTTP_SECRETS[0]] }).verifyWebhook(request)).toBe(false);
  });

  it('and no old one that is replayed', () => {
    const old = httpCallback(event, 'evt_1', new Date(Date.now() - 400_000));
    expect(provider().verifyWebhook(old)).toBe(false);
  });
});
