import { generateKeyPairSync } from 'node:crypto';
import { loadSettings } from '#config';
import { SandboxSettings } from './sandbox-settings.js';

describe('SandboxSettings', () => {
  it('refuse production, by name', () => {
    expect(() => loadSettings(SandboxSettings, { NODE_ENV: 'production' })).toThrow(
      /NODE_ENV .*never runs in production/,
    );
  });

  it('refuse an error rate outside 0 to 1 and a negative latency, both at once', () => {
    const load = () => loadSettings(SandboxSettings, { SANDBOX_ERROR_RATE: '2', SANDBOX_LATENCY_MS: '-1' });
    expect(load).toThrow(/SANDBOX_ERROR_RATE/);
    expect(load).toThrow(/SANDBOX_LATENCY_MS/);
  });

  it('take a provider that is not played here, as one that is being written', () => {
    expect(loadSettings(SandboxSettings, { SMS_PROVIDER: 'pigeon' }).smsProvider).toBe('pigeon');
  });

  it('take a P-256 key, and refuse any other', () => {
    const key = (namedCurve: string) =>
      generateKeyPairSync('ec', { namedCurve })
        .privateKey.export({ format: 'der', type: 'pkcs8' })
        .toString('base64');
    const load = (base64: string) => loadSettings(SandboxSettings, { SENDGRID_WEBHOOK_PRIVATE_KEY: base64 });
    const good = key('P-256');
    expect(load(good).sendgridWebhookPrivateKey).toBe(good);
    expect(() => load(key('P-384'))).toThrow(/SENDGRID_WEBHOOK_PRIVATE_KEY/);
    expect(() => load('not a key')).toThrow(/SENDGRID_WEBHOOK_PRIVATE_KEY/);
  });
});
