import { randomBytes } from 'node:crypto';
import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import { AccountError, PermanentError, RetryableError, UnknownOutcomeError } from '../provider-errors.js';
import { SendgridProvider } from './sendgrid-provider.js';

const KEY = `SG.${randomBytes(16).toString('hex')}`;

type Answerer = Parameters<typeof HttpPeer.start>[0];

let peer: HttpPeer;
afterEach(() => peer.close());

async function provider(answer: Answerer, options = {}): Promise<SendgridProvider> {
  peer = await HttpPeer.start(answer);
  return new SendgridProvider({
    apiKey: KEY,
    baseUrl: peer.url,
    webhookPublicKey: '',
    timeoutMs: 2_000,
    maxSockets: 10,
    ...options,
  });
}

const accept: Answerer = (response) =>
  response.writeHead(202, { 'X-Message-Id': 'nAQwDHVVSd-C0KLyj5gY2Q' }).end();

function email(changes = {}) {
  return outbound({
    channel: 'email',
    from: 'Acme <hello@acme.example>',
    to: 'jane@example.org',
    subject: 'Hi',
    ...changes,
  });
}

async function sent(changes = {}): Promise<Record<string, unknown>> {
  const sendgrid = await provider(accept);
  await sendgrid.send(email(changes));
  return JSON.parse(peer.requests[0]?.body ?? '') as Record<string, unknown>;
}

describe('SendgridProvider.send', () => {
  it('asks as SendGrid documents it, with our id as custom argument', async () => {
    const sendgrid = await provider(accept);
    const receipt = await sendgrid.send(email({ html: '<p>Hi</p>' }));
    expect(receipt).toEqual({ providerMessageId: 'nAQwDHVVSd-C0KLyj5gY2Q', httpStatus: 202 });

    expect(peer.requests).toHaveLength(1);
    const [request] = peer.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/v3/mail/send' });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      from: { email: 'hello@acme.example', name: 'Acme' },
      subject: 'Hi',
      personalizations: [{ to: [{ email: 'jane@example.org' }] }],
      content: [
        { type: 'text/plain', value: outbound().body },
        { type: 'text/html', value: '<p>Hi</p>' },
      ],
      custom_args: { message_id: MESSAGE_ID },
      headers: { 'Message-ID': `<${MESSAGE_ID}@acme.example>` },
    });
  });

  it.each([
    ['"Doe, Jane" <jane@example.org>', { email: 'jane@example.org', name: 'Doe, Jane' }],
    ['"The \\"Boss\\"" <jane@example.org>', { email: 'jane@example.org', name: 'The "Boss"' }],
    ['<jane@example.org>', { email: 'jane@example.org' }],
    ['"foo <bar>" <jane@example.org>', { email: 'jane@example.org', name: 'foo <bar>' }],
    ['"x > y" <jane@example.org>', { email: 'jane@example.org', name: 'x > y' }],
    ['aaa..bbb@docomo.ne.jp', { email: '"aaa..bbb"@docomo.ne.jp' }],
    ['Jürgen <jane@bücher.example>', { email: 'jane@xn--bcher-kva.example', name: 'Jürgen' }],
  ])('reads the sender %p', async (from, expected) => {
    expect((await sent({ from })).from).toMatchObject(expected);
  });

  it.each([
    [{ subject: 'Two\r\nlines' }, 'Two lines'],
    [{ subject: null, body: '123456 is your code' }, '(no subject)'],
    [{ subject: '  ', body: '', html: '<p>Hi</p>' }, '(no subject)'],
  ])('gives %p the subject %p', async (changes, subject) => {
    expect((await sent(changes)).subject).toBe(subject);
  });

  it('gives copies and the address for answers, and says whose events count', async () => {
    const cc = ['Ann <ann@example.org>', 'ben@example.org'];
    expect(await sent({ cc, bcc: ['cy@example.org'], replyTo: 'Desk <desk@acme.example>' })).toMatchObject({
      personalizations: [
        {
          to: [{ email: 'jane@example.org' }],
          cc: [{ email: 'ann@example.org', name: 'Ann' }, { email: 'ben@example.org' }],
          bcc: [{ email: 'cy@example.org' }],
        },
      ],
      reply_to: { email: 'desk@acme.example', name: 'Desk' },
      custom_args: { message_id: MESSAGE_ID, main_recipient: 'jane@example.org' },
    });
  });

  it('takes the files along, and leaves the text alone', async () => {
    const mail = await sent({
      body: 'See below',
      html: '<p>See below</p>',
      attachments: ['https://example.org/a.pdf'],
      files: [{ filename: 'größe.pdf', contentType: 'application/pdf', size: 3, content: 'eHh4' }],
    });
    expect(mail.content).toEqual([
      { type: 'text/plain', value: 'See below' },
      { type: 'text/html', value: '<p>See below</p>' },
    ]);
    expect(mail.attachments).toEqual([
      { filename: 'größe.pdf', type: 'application/pdf', content: 'eHh4', disposition: 'attachment' },
    ]);
  });

  it('sends no empty text part beside html', async () => {
    expect((await sent({ body: '', html: '<p>Hi</p>' })).content).toEqual([
      { type: 'text/html', value: '<p>Hi</p>' },
    ]);
  });

  it('sends a space where nothing is said: SendGrid refuses a mail without a part', async () => {
    expect((await sent({ body: '', html: null })).content).toEqual([{ type: 'text/plain', value: ' ' }]);
  });

  it('sends one after another over one connection', async () => {
    const sendgrid = await provider(accept);
    for (let count = 0; count < 4; count += 1) await sendgrid.send(email());
    expect(peer.requests).toHaveLength(4);
    expect(peer.connections).toBe(1);
  });

  it('takes a 202 without X-Message-Id as sent, under our own id', async () => {
    const sendgrid = await provider((response) => response.writeHead(202).end());
    expect(await sendgrid.send(email())).toEqual({ providerMessageId: MESSAGE_ID, httpStatus: 202 });
  });

  it('cannot know after a 200 that is not SendGrid', async () => {
    const sendgrid = await provider((response) => response.writeHead(200).end('<html>Welcome</html>'));
    expect(await providerError(sendgrid.send(email()))).toBeInstanceOf(UnknownOutcomeError);
  });

  it.each([
    ['no answer in time', (() => undefined) as Answerer, 'timeout'],
    ['a cut connection', ((response) => response.destroy()) as Answerer, 'ECONNRESET'],
  ])('cannot know after %s', async (_, answer, code) => {
    const sendgrid = await provider(answer, { timeoutMs: 200 });
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error).toMatchObject({ provider: 'sendgrid', code });
    expect(peer.requests).toHaveLength(1);
  });

  const about = (message: string, field: string | null) => ({ errors: [{ message, field, help: null }] });

  it.each([
    [
      400,
      about('Does not contain a valid address.', 'personalizations.0.to.0.email'),
      'Does not contain a valid address.',
    ],
    [
      403,
      about('The from address does not match a verified Sender Identity.', 'from'),
      'The from address does not match a verified Sender Identity.',
    ],
    [413, about('The request is too large', null), 'The request is too large'],
    [400, { errors: [{ message: 'One' }, 'odd', { message: 'Two' }, { message: 3 }] }, 'One; Two'],
    [400, 'odd', 'HTTP 400'],
  ])('is refused for good by %d %p', async (status, body, message) => {
    const sendgrid = await provider((response) => json(response, status, body));
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({ provider: 'sendgrid', code: null, message, httpStatus: status });
  });

  it.each([
    [401, about('Maximum credits exceeded', null), {}, null],
    [401, about('The provided authorization grant is invalid, expired, or revoked', null), {}, null],
    [403, about('access forbidden', null), {}, null],
    [404, {}, {}, null],
    [429, about('too many requests', null), { 'Retry-After': '3' }, 3_000],
    [500, {}, {}, null],
    [503, {}, { 'Retry-After': '1' }, 1_000],
  ])('may try again after %d %p', async (status, body, headers, retryAfterMs) => {
    const sendgrid = await provider((response) => json(response, status, body, headers));
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error).toMatchObject({ httpStatus: status, retryAfterMs });
  });

  it.each([
    [401, about('Maximum credits exceeded', null), /plan/],
    [403, about('You have exceeded your messaging limits', null), /plan/],
    [
      401,
      about('The provided authorization grant is invalid, expired, or revoked', null),
      /SENDGRID_API_KEY/,
    ],
    [401, 'Unauthorized by a proxy', /SENDGRID_API_KEY/],
    [403, about('access forbidden', null), /mail\.send/],
    [404, 'Not Found', /SENDGRID_BASE_URL/],
    [308, 'Moved', /SENDGRID_BASE_URL/],
  ])('waits after %d %p until the operator has mended it', async (status, body, remedy) => {
    const sendgrid = await provider((response) => json(response, status, body));
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(AccountError);
    expect((error as AccountError).problem.remedy).toMatch(remedy);
  });

  it('waits until the operator has mended a key that no header can carry', async () => {
    const sendgrid = await provider(accept, { apiKey: 'SG.a\nb' });
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(AccountError);
    expect(JSON.stringify(error) + error.message).not.toContain('SG.a');
  });

  it('waits for the reset of the rate limit', async () => {
    const reset = Math.floor(Date.now() / 1_000) + 30;
    const sendgrid = await provider((response) => json(response, 429, {}, { 'X-RateLimit-Reset': reset }));
    const { retryAfterMs } = (await providerError(sendgrid.send(email()))) as RetryableError;
    expect(retryAfterMs).toBeGreaterThan(25_000);
    expect(retryAfterMs).toBeLessThanOrEqual(30_000);
  });

  it('may try again after a refused connection', async () => {
    const sendgrid = await provider(accept);
    await peer.close();
    const error = await providerError(sendgrid.send(email()));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('tells neither credentials nor text in an error', async () => {
    for (const answer of [
      (response) => response.writeHead(500).end(KEY),
      (response) => response.writeHead(200).end(KEY),
      (response) => response.destroy(),
    ] as Answerer[]) {
      const sendgrid = await provider(answer);
      const error = await providerError(sendgrid.send(email()));
      await peer.close();
      const told = JSON.stringify(error) + error.message + error.stack + String(error.cause);
      expect(told).not.toContain(KEY);
      expect(told).not.toContain('4711');
    }
  });
});

describe('SendgridProvider', () => {
  it('cannot look', async () => {
    const sendgrid = await provider(accept);
    expect(await sendgrid.lookup()).toBe('undecidable');
    expect(peer.requests).toHaveLength(0);
  });
});
