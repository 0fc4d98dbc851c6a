import { Webhook } from 'standardwebhooks';
import { newSigningSecret, signatureHeaders } from './standard-webhook.js';

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
