import { ApiSettings } from './api-settings.js';
import { loadSettings } from './load-settings.js';
import { ProcessorSettings } from './processor-settings.js';
import { SettingsError } from './settings-error.js';

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  throw new Error('the settings were accepted');
}

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://user:secret@db/sendstream',
  REDIS_URL: 'redis://redis:6379',
  PUBLIC_URL: 'https://messages.example.com',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: 'token',
  SENDGRID_API_KEY: 'SG.key',
  SENDGRID_WEBHOOK_PUBLIC_KEY: 'key',
  WEBHOOK_SIGNING_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  UNSUBSCRIBE_SECRET: 'a secret of your own',
};

describe('loadSettings', () => {
  it('has a default for everything outside production', () => {
    expect(loadSettings(ApiSettings, {})).toMatchObject({
      port: 8080,
      maxRetries: 3,
      syncMessageProcessing: false,
    });
    expect(loadSettings(ProcessorSettings, {})).toMatchObject({ processorPort: 8081, claimLeaseSeconds: 60 });
  });

  it('coerces to the type of the default, takes an empty variable for none, and is frozen', () => {
    const env = { PORT: '1234', SYNC_MESSAGE_PROCESSING: 'TRUE', MAX_RETRIES: '' };
    const settings = loadSettings(ApiSettings, env);
    expect(settings).toMatchObject({ port: 1234, syncMessageProcessing: true, maxRetries: 3 });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['SYNC_MESSAGE_PROCESSING', 'maybe'],
    ['DATABASE_URL', 'mysql://x'],
    ['REDIS_URL', 'localhost:6379'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
    ['PUBLIC_URL', 'not a url'],
    ['PROVIDER_TIMEOUT_MS', '1'],
    ['ON_UNKNOWN_OUTCOME', 'guess'],
    ['API_KEYS_REQUIRED', 'maybe'],
    ['RATE_LIMIT_REQUESTS', '-1'],
    ['RATE_LIMIT_WINDOW_SECONDS', '0'],
    ['TRUST_PROXY', 'true'],
    ['CORS_ORIGINS', 'app.example.com'],
    ['WEBHOOK_SIGNING_SECRET', 'secret'],
    ['WEBHOOK_MODE', 'never'],
    ['UNSUBSCRIBE_SECRET', 'short'],
  ])('stops at %s=%s, and names it', (variable, value) => {
    const problems = problemsOf(() => loadSettings(ApiSettings, { [variable]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${variable} `));
  });

  it('names all that is wrong at once', () => {
    expect(problemsOf(() => loadSettings(ApiSettings, { PORT: 'x', LOG_LEVEL: 'y' }))).toHaveLength(2);
  });

  it('requires API keys in production, and elsewhere when told to', () => {
    const required = (env: Record<string, string>) => loadSettings(ApiSettings, env).requiresApiKeys;
    expect(required(PRODUCTION)).toBe(true);
    expect(required({ ...PRODUCTION, API_KEYS_REQUIRED: 'false' })).toBe(false);
    expect(required({})).toBe(false);
    expect(required({ API_KEYS_REQUIRED: 'true' })).toBe(true);
  });

  it('accepts a complete production', () => {
    expect(loadSettings(ApiSettings, PRODUCTION).isProduction).toBe(true);
  });

  it.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))(
    'stops in production without %s',
    (name) => {
      const problems = problemsOf(() => loadSettings(ApiSettings, { ...PRODUCTION, [name]: '' }));
      expect(problems).toEqual([`${name} must be set in production`]);
    },
  );

  it.each([
    ['TWILIO_AUTH_TOKEN', 'sandbox-auth-token'],
    ['SENDGRID_BASE_URL', 'http://localhost:8082'],
    ['UNSUBSCRIBE_SECRET', 'sandbox-unsubscribe-secret'],
    ['WEBHOOK_ALLOW_UNSIGNED', 'true'],
  ])('stops in production with the sandbox in %s', (name, value) => {
    const [problem] = problemsOf(() => loadSettings(ApiSettings, { ...PRODUCTION, [name]: value }));
    expect(problem).toContain(name);
  });
});
