import {
  hmacToken,
  VONAGE_ACCOUNT,
  VONAGE_PUBLIC_KEY,
  vonageAt,
  vonageClaims,
} from './vonage-account.fixture.js';

const BODY = '{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab","status":"delivered"}';
const [SECRET = ''] = VONAGE_ACCOUNT.signatureSecrets;
const seconds = () => Math.floor(Date.now() / 1_000);

const provider = vonageAt('https://vonage.example', { signatureSecrets: ['the next secret', SECRET] });
const verify = (authorization: string | undefined, body = BODY) =>
  provider.verifyWebhook({
    url: 'https://sendstream.example/api/v1/webhooks/vonage',
    headers: { authorization },
    rawBody: Buffer.from(body),
  });
const bearer = (changes: object = {}, secret = SECRET, header?: object) =>
  `Bearer ${hmacToken(vonageClaims(BODY, changes), secret, header)}`;

describe("a callback's JWT", () => {
  it.each([
    ['as Vonage makes it', bearer()],
    ['by the other secret', bearer({}, 'the next secret')],
    ['with an end', bearer({ exp: seconds() + 60 })],
    ['without the application', bearer({ application_id: undefined })],
    ['some minutes old', bearer({ iat: seconds() - 500 })],
  ])('is taken %s', (_, authorization) => expect(verify(authorization)).toBe(true));

  it.each([
    ['is missing', undefined],
    ['is of another scheme', bearer().replace('Bearer', 'Basic')],
    ['is of another secret', bearer({}, 'another secret')],
    ['is of an empty secret', bearer({}, '')],
    ['was signed long ago', bearer({ iat: seconds() - 700 })],
    ['will be signed', bearer({ iat: seconds() + 700 })],
    ['does not say when it was signed', bearer({ iat: undefined })],
    ['says so in words', bearer({ iat: String(seconds()) })],
    ['has ended', bearer({ exp: seconds() - 1 })],
    ['is of another body', bearer({ payload_hash: vonageHash('{}') })],
    ['is of any body', bearer({ payload_hash: undefined })],
    ['is of another application', bearer({ application_id: '00000000-0000-0000-0000-000000000000' })],
    ['has another algorithm', bearer({}, SECRET, { alg: 'HS384' })],
    ['has none', bearer({}, SECRET, { alg: 'none' })],
    ['has the public key for its secret', bearer({}, VONAGE_PUBLIC_KEY, { alg: 'RS256' })],
    ['has no signature', bearer().replace(/[^.]+$/, '')],
    ['has more behind it', `${bearer()}.x`],
    ['is no JWT', 'Bearer x'],
    ['is very long', `Bearer ${'a'.repeat(100_000)}.${'b'.repeat(100_000)}.c`],
  ])('is refused when it %s', (_, authorization) => expect(verify(authorization)).toBe(false));

  it('is refused for a body that was changed on the way', () => {
    expect(verify(bearer(), BODY.replace('delivered', 'rejected'))).toBe(false);
  });

  it('is refused while no secret is set', () => {
    const without = vonageAt('https://vonage.example', { signatureSecrets: [''] });
    const request = {
      url: 'https://x.example',
      headers: { authorization: bearer({}, '') },
      rawBody: Buffer.from(BODY),
    };
    expect(without.verifyWebhook(request)).toBe(false);
  });
});

function vonageHash(body: string): unknown {
  return (vonageClaims(body) as { payload_hash: string }).payload_hash;
}
