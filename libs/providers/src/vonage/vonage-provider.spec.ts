import { verifySignature } from '@vonage/jwt';
import { HttpPeer, json } from '../../../http/src/testing/http-peer.js';
import { MESSAGE_ID, outbound, providerError } from '../outbound-message.fixture.js';
import {
  AccountError,
  LimitError,
  PermanentError,
  RetryableError,
  UnknownOutcomeError,
  WithheldError,
} from '../provider-errors.js';
import { VONAGE_ACCOUNT, VONAGE_PUBLIC_KEY, vonageAt } from './vonage-account.fixture.js';

const UUID = 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab';
const ERRORS = 'https://developer.vonage.com/api-errors';

type Answer = Parameters<typeof HttpPeer.start>[0];
let peer: HttpPeer;

const start = async (answer: Answer) => (peer = await HttpPeer.start(answer));
const accept = () => start((response) => json(response, 202, { message_uuid: UUID }));
const sent = () => JSON.parse(peer.requests[0]?.body ?? '') as Record<string, unknown>;

afterEach(() => peer.close());

describe('VonageProvider', () => {
  it('hands a text over to the Messages API', async () => {
    await accept();
    const receipt = await vonageAt(`${peer.url}/prefix/`).send(outbound());
    expect(receipt).toEqual({ providerMessageId: UUID, httpStatus: 202 });
    expect(peer.requests).toMatchObject([
      { method: 'POST', url: '/prefix/v1/messages', headers: { 'content-type': 'application/json' } },
    ]);
    expect(sent()).toEqual({
      channel: 'sms',
      from: '15557122661',
      to: '15558675310',
      message_type: 'text',
      text: 'Your code is 4711 & counting: größe 👍',
      client_ref: MESSAGE_ID,
      webhook_url: 'https://sendstream.example/api/v1/webhooks/vonage',
      webhook_version: 'v1',
    });
  });

  it("shows a token that Vonage's own library takes for the application's, the same for the next call", async () => {
    await accept();
    const provider = vonageAt(peer.url);
    await provider.send(outbound());
    await provider.send(outbound());
    const [first, second] = peer.requests.map(({ headers }) => headers.authorization ?? '');
    expect(second).toBe(first);
    const [, token = ''] = /^Bearer (.+)$/.exec(first ?? '') ?? [];
    expect(verifySignature(token, VONAGE_PUBLIC_KEY)).toBe(true);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      exp: number;
    };
    expect(claims).toMatchObject({ application_id: VONAGE_ACCOUNT.applicationId });
    expect(claims.exp - claims.iat).toBe(900);
  });

  it.each([
    ['a short code', '12345', '12345'],
    ['a name', 'ACME 24', 'ACME 24'],
  ])('leaves %s as it is', async (_, from, theirs) => {
    await accept();
    await vonageAt(peer.url).send(outbound({ from }));
    expect(sent().from).toBe(theirs);
  });

  it.each([
    [
      ['https://a.example/x.JPG?s=1'],
      { message_type: 'image', image: { url: 'https://a.example/x.JPG?s=1', caption: 'Hi' } },
    ],
    [
      ['https://a.example/doc'],
      { message_type: 'file', file: { url: 'https://a.example/doc', caption: 'Hi' } },
    ],
    [
      ['https://a.example/a.mp4', 'https://a.example/b.vcf'],
      {
        message_type: 'content',
        content: [
          { type: 'video', url: 'https://a.example/a.mp4', caption: 'Hi' },
          { type: 'vcard', url: 'https://a.example/b.vcf' },
        ],
      },
    ],
  ])('sends the files %j of an MMS', async (attachments, expected) => {
    await accept();
    await vonageAt(peer.url).send(outbound({ channel: 'mms', body: 'Hi', attachments }));
    expect(sent()).toMatchObject({ channel: 'mms', ...expected });
    expect(sent().text).toBeUndefined();
  });

  it.each([
    ['sms', 5_000, 20],
    ['sms', 3_600_500, 3_600],
    ['mms', 5_000, 300],
  ] as const)('lets an %s wait no longer than it is of use (%d ms)', async (channel, left, ttl) => {
    await accept();
    await vonageAt(peer.url).send(outbound({ channel, expiresAt: new Date(Date.now() + left) }));
    expect(sent().ttl).toBe(ttl);
  });

  it.each([
    [422, `${ERRORS}/messages#1120`, PermanentError, '1420'],
    [422, `${ERRORS}/messages#1060`, PermanentError, '1450'],
    [422, `${ERRORS}/messages#1430`, PermanentError, '1430'],
    [422, `${ERRORS}#invalid-json`, PermanentError, 'invalid-json'],
    [401, `${ERRORS}/#unathorized`, AccountError, 'unathorized'],
    [402, `${ERRORS}#low-balance`, AccountError, 'low-balance'],
    [403, `${ERRORS}#forbidden`, AccountError, 'forbidden'],
    [404, `${ERRORS}#not-found`, AccountError, 'not-found'],
    [302, null, AccountError, null],
    [429, `${ERRORS}#throttled`, LimitError, 'throttled'],
    [422, `${ERRORS}/messages#1000`, LimitError, '1000'],
    [500, `${ERRORS}#internal`, RetryableError, 'internal'],
    [503, null, RetryableError, null],
    [504, null, UnknownOutcomeError, null],
  ])('takes HTTP %d with %s for a %p', async (status, type, errorClass, code) => {
    await start((response) =>
      json(response, status, { type, title: 'Title', detail: 'More', instance: 'bf0c' }),
    );
    const error = await providerError(vonageAt(peer.url).send(outbound()));
    expect(error.constructor).toBe(errorClass);
    expect(error).toMatchObject({ provider: 'vonage', code, message: 'Title; More', optedOut: false });
  });

  it('keeps what Vonage says of parameters, and for how long it wants to be left alone', async () => {
    const invalid_parameters = [{ name: 'image.url', reason: 'is required.' }, 'x', null];
    await start((response) =>
      json(response, 429, { title: 'Invalid params', invalid_parameters }, { 'Retry-After': '15' }),
    );
    const error = await providerError(vonageAt(peer.url).send(outbound()));
    expect(error.message).toBe('Invalid params; image.url: is required.');
    expect(error).toMatchObject({ retryAfterMs: 15_000, of: 'account' });
  });

  it.each([
    ['1240', { optedOut: true }],
    ['1241', { of: 'sender' }],
    ['1460', { of: 'sender' }],
  ])('knows what %s is about', async (code, expected) => {
    await start((response) => json(response, 422, { type: `${ERRORS}/messages#${code}`, title: 'No' }));
    expect(await providerError(vonageAt(peer.url).send(outbound()))).toMatchObject(expected);
  });

  it.each<[string, Answer]>([
    ['no id', (response) => json(response, 202, {})],
    ['an id that is none', (response) => json(response, 202, { message_uuid: 'a b' })],
    ['no JSON', (response) => response.writeHead(202).end('<html>')],
    ['a cut connection', (response) => void response.socket?.destroy()],
    [
      'half an answer',
      (response) =>
        void response.writeHead(202, { 'Content-Length': 99 }).write('{', () => response.destroy()),
    ],
  ])('does not know what became of a message after %s', async (_, answer) => {
    await start(answer);
    expect(await providerError(vonageAt(peer.url).send(outbound()))).toBeInstanceOf(UnknownOutcomeError);
    expect(peer.requests).toHaveLength(1);
  });

  it('does not know either after silence', async () => {
    await start(() => undefined);
    const error = await providerError(vonageAt(peer.url, { timeoutMs: 200 }).send(outbound()));
    expect(error).toBeInstanceOf(UnknownOutcomeError);
    expect(error.code).toBe('timeout');
  });

  it('knows that nothing left where nobody listens, or where it may not send', async () => {
    await accept();
    const provider = vonageAt(peer.url);
    expect(await providerError(provider.send(outbound(), () => false))).toBeInstanceOf(WithheldError);
    expect(peer.requests).toEqual([]);
    await peer.close();
    const error = await providerError(provider.send(outbound()));
    expect(error).toBeInstanceOf(RetryableError);
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('cannot look a message up', async () => {
    await accept();
    await expect(vonageAt(peer.url).lookup()).resolves.toBe('undecidable');
  });

  it('takes its private key as PEM, in one line, or as base64, and nothing else', async () => {
    await accept();
    const { privateKey } = VONAGE_ACCOUNT;
    for (const text of [
      privateKey,
      privateKey.replaceAll('\n', '\\n'),
      Buffer.from(privateKey).toString('base64'),
    ])
      await vonageAt(peer.url, { privateKey: text }).send(outbound());
    for (const { headers } of peer.requests)
      expect(verifySignature((headers.authorization ?? '').slice(7), VONAGE_PUBLIC_KEY)).toBe(true);
    for (const text of ['', 'secret', VONAGE_PUBLIC_KEY])
      expect(() => vonageAt(peer.url, { privateKey: text })).toThrow();
  });
});

describe('media of Vonage', () => {
  it('are read with the token, and from nowhere else', async () => {
    await start((response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end('png'));
    const provider = vonageAt(peer.url);
    const media = await provider.media(`${peer.url}/v3/media/6882bbe2-fe14`);
    expect(media?.contentType).toBe('image/png');
    expect(await media?.content.toArray()).toEqual([Buffer.from('png')]);
    expect(peer.requests[0]?.headers.authorization).toMatch(/^Bearer /);
    for (const url of [
      `${peer.url}/v1/messages`,
      'http://api.nexmo.com/v3/media/1',
      'https://evilnexmo.com/v3/media/1',
      'https://api.nexmo.com:444/v3/media/1',
      'https://u:p@api.nexmo.com/v3/media/1',
      'nonsense',
    ])
      await expect(provider.media(url)).resolves.toBeNull();
    expect(peer.requests).toHaveLength(1);
  });
});
