import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ApiSettings, loadSettings, misspelledVariables, ProcessorSettings, SettingsError } from '#config';
import { loadServiceSettings } from './load-service-settings.js';
import { accountsAndRoutes, accountVariables, accountWords } from './provider-accounts.js';

const secret = () => randomBytes(24).toString('base64');
const publicKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .publicKey.export({ type: 'spki', format: 'der' })
    .toString('base64');
const PRODUCTION = {
  NODE_ENV: 'Production',
  DATABASE_URL: 'postgres://user:secret@db/sendstream',
  REDIS_URL: 'redis://redis:6379',
  PUBLIC_URL: 'https://messages.example.com',
  WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
  UNSUBSCRIBE_SECRET: secret(),
};
const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: secret() };
const SENDGRID = { SENDGRID_API_KEY: 'SG.key', SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey() };

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadServiceSettings(ApiSettings, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

const account = (env: Record<string, string>, name: string) =>
  accountsAndRoutes(loadServiceSettings(ProcessorSettings, env)).accounts.find((each) => each.name === name);
const lacks = (env: Record<string, string>) => ['twilio', 'sendgrid'].map((name) => account(env, name)?.lack);
const addresses = (env: Record<string, string>) =>
  ['twilio', 'sendgrid'].map((name) => account(env, name)?.settings.baseUrl);
const notes = (env: Record<string, string>) => accountWords(loadSettings(ApiSettings, env)).notes;

describe('the accounts at providers, in production', () => {
  it('are one at least, and no other is asked for', () => {
    const texts = { ...PRODUCTION, ...TWILIO };
    expect(lacks(texts)).toEqual([null, 'SENDGRID_API_KEY and SENDGRID_WEBHOOK_PUBLIC_KEY']);
    expect(account(texts, 'sendgrid')?.settings.apiKey).toBe('');
    expect(notes(texts)).toEqual([
      'sendgrid is not configured, and refuses email: set SENDGRID_API_KEY and SENDGRID_WEBHOOK_PUBLIC_KEY',
    ]);
    expect(lacks({ ...PRODUCTION, ...SENDGRID })).toEqual(['TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN', null]);
    expect(problemsOf(PRODUCTION)).toEqual([
      expect.stringMatching(
        /^TWILIO_ACCOUNT_SID and .* or SENDGRID_API_KEY and .* must be set in production/,
      ),
    ]);
  });

  it('are told of where nothing leads to them', () => {
    const unused = {
      ...PRODUCTION,
      ...TWILIO,
      SMTP_URL: `smtp://shop:${randomBytes(12).toString('hex')}@mail.example.com`,
    };
    expect(notes(unused)).toContain(
      'smtp is configured, and sends nothing: neither EMAIL_PROVIDER nor a route names it',
    );
    expect(notes({ ...unused, EMAIL_PROVIDER: 'smtp' })).toEqual([]);
  });

  it.each(Object.keys({ ...TWILIO, ...SENDGRID }))('are no half ones: without %s', (name) => {
    const { [name]: _, ...rest } = { ...PRODUCTION, ...TWILIO, ...SENDGRID } as Record<string, string>;
    expect(problemsOf(rest)).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be set in production, as \\w+ is$`)),
    ]);
  });

  it('are called where they really are', () => {
    const env = { ...PRODUCTION, ...TWILIO, ...SENDGRID };
    expect(addresses(env)).toEqual(['', '']);
    expect(notes(env)).toEqual([]);
  });

  it.each([
    ['TWILIO_AUTH_TOKEN', 'sandbox-auth-token', /sandbox's/],
    ['TWILIO_AUTH_TOKEN', `${secret()},sandbox-auth-token`, /sandbox's/],
    ['TWILIO_AUTH_TOKEN', 'a', /at least 16/],
    ['SENDGRID_BASE_URL', 'http://localhost:8082', /https/],
  ])('are refused where %s is unfit (%s), which is not printed', (name, value, words) => {
    const problems = problemsOf({ ...PRODUCTION, ...TWILIO, ...SENDGRID, [name]: value });
    expect(problems).toEqual([expect.stringMatching(words)]);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).not.toContain(` ${value} `);
  });

  it('are named with all else that is wrong, at once', () => {
    expect(problemsOf({ PORT: 'x', TWILIO_BASE_URL: 'y', TWILLIO_AUTH_TOKEN: 'z' })).toEqual([
      'PORT must be a number',
      expect.stringMatching(/^TWILIO_BASE_URL must be/),
      expect.stringMatching(/^TWILLIO_AUTH_TOKEN is no setting/),
    ]);
  });
});

describe("the sandbox's accounts", () => {
  it('lead to the sandbox, never to the real service', () => {
    const env = { SANDBOX_PORT: '9999' };
    expect(addresses(env)).toEqual(['http://localhost:9999', 'http://localhost:9999']);
    expect(lacks(env)).toEqual([null, null]);
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
    expect(problemsOf({ SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey() })).toEqual([]);
  });
});

describe('a variable that looks like one of an account', () => {
  it.each([
    ['TWILLIO_AUTH_TOKEN', 'TWILIO_AUTH_TOKEN'],
    ['SENDGRID_APIKEY', 'SENDGRID_API_KEY'],
  ])('is named with it: %s', (variable, setting) => {
    const [line] = misspelledVariables({ [variable]: 'hunter2' }, Object.keys(accountVariables()));
    expect(line).toBe(`${variable} is no setting and does nothing. Did you mean ${setting}?`);
  });

  it('is none of another kind', () => {
    const env = Object.fromEntries(Object.keys(accountVariables()).map((name) => [name, 'x']));
    expect(misspelledVariables(env, Object.keys(accountVariables()))).toEqual([]);
  });
});
