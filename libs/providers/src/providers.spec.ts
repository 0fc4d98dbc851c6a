import { Providers } from './providers.js';
import { UnconfiguredProvider } from './unconfigured-provider.js';

describe('Providers', () => {
  it('say how to use one that carries sms alone', () => {
    const all = [
      new UnconfiguredProvider('twilio', ['sms', 'mms'], ''),
      new UnconfiguredProvider('texts', ['sms'], ''),
      new UnconfiguredProvider('mails', ['email'], ''),
    ];
    expect(() => new Providers(all, { sms: 'texts', email: 'mails' })).toThrow(
      'SMS_PROVIDER is "texts", which does not carry mms; known: twilio. A route of ROUTES_FILE can send sms by texts',
    );
  });
});
