import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { ApiSettings, loadSettings, ProcessorSettings, SANDBOX_CREDENTIALS, SettingsModule } from '#config';
import { createProviders } from './create-providers.js';
import { HttpPeer, json } from '../../http/src/testing/http-peer.js';
import { outbound } from './outbound-message.fixture.js';
import { ProvidersModule } from './providers.module.js';
import { Providers } from './providers.js';

describe('createProviders', () => {
  it('knows who carries what, from the defaults of a fresh checkout', () => {
    const providers = createProviders(loadSettings(ApiSettings, {}));
    expect(providers.nameFor('sms')).toBe('twilio');
    expect(providers.nameFor('mms')).toBe('twilio');
    expect(providers.nameFor('email')).toBe('sendgrid');
    expect(providers.byName('twilio')?.channels).toEqual(['sms', 'mms']);
    expect(providers.byName('sendgrid')?.channels).toEqual(['email']);
    expect(providers.byName('toString')).toBeNull();
  });

  it.each([
    [{ SMS_PROVIDER: 'sendgrid' }, 'SMS_PROVIDER is "sendgrid", which does not carry sms; known: twilio'],
    [{ EMAIL_PROVIDER: 'pigeon' }, 'EMAIL_PROVIDER is "pigeon", which does not carry email; known: sendgrid'],
    [{ TWILIO_ACCOUNT_SID: 'SK1', TWILIO_AUTH_TOKEN: 'own' }, 'TWILIO_ACCOUNT_SID must start with AC'],
    [{ TWILIO_API_KEY_SID: 'SK1' }, 'TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET must be set both'],
    [{ SENDGRID_WEBHOOK_PUBLIC_KEY: 'x' }, 'SENDGRID_WEBHOOK_PUBLIC_KEY is not'],
  ])('stops the boot for %p', (env, reason) => {
    expect(() => createProviders(loadSettings(ApiSettings, env))).toThrow(reason);
  });

  it('takes their names in any case', () => {
    const providers = createProviders(loadSettings(ApiSettings, { SMS_PROVIDER: 'Twilio' }));
    expect(providers.nameFor('mms')).toBe('twilio');
  });

  it('gives Nest providers that send with the configured settings', async () => {
    const peer = await HttpPeer.start((response) => json(response, 201, { sid: 'SM1' }));
    const settings = loadSettings(ProcessorSettings, {
      TWILIO_BASE_URL: peer.url,
      PUBLIC_URL: 'https://sendstream.example',
    });
    const app = await Test.createTestingModule({
      imports: [SettingsModule.forRoot(settings), ProvidersModule],
    }).compile();
    try {
      const receipt = await app.get(Providers).byName('twilio')?.send(outbound());
      expect(receipt).toEqual({ providerMessageId: 'SM1', httpStatus: 201 });
      expect(peer.requests[0]?.url).toContain(SANDBOX_CREDENTIALS.twilioAccountSid);
    } finally {
      await app.close();
      await peer.close();
    }
  });
});
