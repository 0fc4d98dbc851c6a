import { Webhook } from 'standardwebhooks';
import { isSignedWebhook, newSigningSecret, signatureHeaders } from './standard-webhook.js';

describe('signatureHeaders', () => {
  it("is what the specification's own libraries are tested with", () => {
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.test.ts
    const now = new Date(1_614_265_330_000);
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(signatureHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', [secret], now)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('verifies with every secret it was made with, and with no other', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const body = '{"name":"größe"}';
    const headers = signatureHeaders('id', body, secrets);
    for (const secret of secrets)
      expect(new Webhook(secret).verify(body, headers)).toEqual({ name: 'größe' });
    expect(() => new Webhook(newSigningSecret()).verify(body, headers)).toThrow();
    expect(() => new Webhook(secrets[0] as string).verify(`${body} `, headers)).toThrow();
  });
});

describe('isSignedWebhook', () => {
  const secrets = [newSigningSecret(), newSigningSecret()] as [string, string];
  const body = Buffer.from('{"name":"größe"}');
  const signed = (at = new Date()) => signatureHeaders('id', body.toString(), secrets, at);

  it('takes what any of the secrets signed', () => {
    for (const secret of secrets) {
      const headers = new Webhook(secret).sign('id', new Date(), body.toString());
      const given = { ...signed(), 'webhook-signature': `v1a,x ${headers} v1,` };
      expect(isSignedWebhook(given, body, [...secrets].reverse())).toBe(true);
    }
  });

  it.each<{ what: string; changes: Record<string, string | undefined>; text?: string }>([
    { what: 'without an id', changes: { 'webhook-id': undefined } },
    { what: 'of another id', changes: { 'webhook-id': 'di' } },
    { what: 'without a time', changes: { 'webhook-timestamp': '' } },
    { what: 'of a time that is none', changes: { 'webhook-timestamp': '1e9' } },
    { what: 'of another time', changes: { 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) + 9) } },
    { what: 'without a signature', changes: { 'webhook-signature': undefined } },
    {
      what: 'of another version',
      changes: { 'webhook-signature': signed()['webhook-signature']?.replaceAll('v1,', 'v2,') },
    },
    { what: 'of another body', changes: {}, text: '{"name":"groesse"}' },
  ])('refuses one $what', ({ changes, text }) => {
    const given = { ...signed(), ...changes };
    expect(isSignedWebhook(given, text ? Buffer.from(text) : body, secrets)).toBe(false);
  });

  it('refuses other secrets, and none', () => {
    expect(isSignedWebhook(signed(), body, [newSigningSecret()])).toBe(false);
    expect(isSignedWebhook(signed(), body, [])).toBe(false);
  });

  it('refuses what was signed long ago, or is still to come', () => {
    const at = (seconds: number) => signed(new Date(Date.now() + seconds * 1_000));
    expect(isSignedWebhook(at(-290), body, secrets)).toBe(true);
    expect(isSignedWebhook(at(-310), body, secrets)).toBe(false);
    expect(isSignedWebhook(at(310), body, secrets)).toBe(false);
    expect(isSignedWebhook(at(-310), body, secrets, 600_000)).toBe(true);
  });
});
