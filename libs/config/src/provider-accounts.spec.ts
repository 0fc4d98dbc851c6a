import { randomBytes } from 'node:crypto';
import { ApiSettings } from './api-settings.js';
import { loadSettings } from './load-settings.js';
import { ProcessorSettings } from './processor-settings.js';
import { SettingsError } from './settings-error.js';

const secret = () => randomBytes(24).toString('base64');
const PRODUCTION = {
  NODE_ENV: 'Production',
  DATABASE_URL: 'postgres://user:secret@db/sendstream',
  REDIS_URL: 'redis://redis:6379',
  PUBLIC_URL: 'https://messages.example.com',
  WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
  UNSUBSCRIBE_SECRET: secret(),
};
const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: secret() };
const SENDGRID = { SENDGRID_API_KEY: 'SG.key', SENDGRID_WEBHOOK_PUBLIC_KEY: 'MFkw' };

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadSettings(ApiSettings, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the accounts at providers, in production', () => {
  it('are one at least, and no other is asked for', () => {
    const texts = loadSettings(ApiSettings, { ...PRODUCTION, ...TWILIO });
    expect([texts.lackOf('twilio'), texts.lackOf('sendgrid')]).toEqual([
      null,
      'SENDGRID_API_KEY and SENDGRID_WEBHOOK_PUBLIC_KEY',
    ]);
    expect(texts.sendgridApiKey).toBe('');
    expect(texts.notes).toContain(
      'sendgrid is not configured, and refuses email: set SENDGRID_API_KEY and SENDGRID_WEBHOOK_PUBLIC_KEY',
    );
    const mails = loadSettings(ProcessorSettings, { ...PRODUCTION, ...SENDGRID });
    expect([mails.lackOf('twilio'), mails.lackOf('sendgrid')]).toEqual([
      'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
      null,
    ]);
    expect(problemsOf(PRODUCTION)).toEqual([
      expect.stringMatching(
        /^TWILIO_ACCOUNT_SID and .* or SENDGRID_API_KEY and .* must be set in production/,
      ),
    ]);
  });

  it.each(Object.keys({ ...TWILIO, ...SENDGRID }))('are no half ones: without %s', (name) => {
    const { [name]: _, ...rest } = { ...PRODUCTION, ...TWILIO, ...SENDGRID } as Record<string, string>;
    expect(problemsOf(rest)).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be set in production, as \\w+ is$`)),
    ]);
  });

  it('are called where they really are', () => {
    const settings = loadSettings(ApiSettings, { ...PRODUCTION, ...TWILIO, ...SENDGRID });
    expect([settings.twilioAddress, settings.sendgridAddress]).toEqual(['', '']);
    expect(settings.notes).toEqual([
      expect.stringMatching(/^the rate limit is 100 requests in 60 s for each/),
    ]);
  });
});

describe("the sandbox's accounts", () => {
  it('lead to the sandbox, never to the real service', () => {
    const settings = loadSettings(ProcessorSettings, { SANDBOX_PORT: '9999' });
    expect([settings.twilioAddress, settings.sendgridAddress]).toEqual([
      'http://localhost:9999',
      'http://localhost:9999',
    ]);
    expect(settings.lackOf('twilio')).toBeNull();
  });

  it.each<[Record<string, string>, string]>([
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_AUTH_TOKEN'],
    [{ TWILIO_AUTH_TOKEN: secret() }, 'TWILIO_ACCOUNT_SID'],
    [{ TWILIO_BASE_URL: 'https://api.twilio.com', TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_AUTH_TOKEN'],
    [{ SENDGRID_BASE_URL: 'https://api.eu.sendgrid.com' }, 'SENDGRID_API_KEY'],
  ])('are refused for the real service: %j', (env, variable) => {
    expect(problemsOf(env)).toEqual([
      expect.stringMatching(new RegExp(`^${variable} is the sandbox's: the real`)),
    ]);
  });

  it('may be mixed with others at an address of one’s own', () => {
    expect(problemsOf({ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_BASE_URL: 'http://localhost:1' })).toEqual([]);
    expect(problemsOf({ SENDGRID_WEBHOOK_PUBLIC_KEY: 'MFkw' })).toEqual([]);
  });
});
