import { randomBytes } from 'node:crypto';
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
  WEBHOOK_SIGNING_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
  UNSUBSCRIBE_SECRET: randomBytes(12).toString('base64'),
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
    ['HOST', '[::1]'],
    ['HOST', 'http://localhost'],
    ['ALLOWED_HOSTS', 'sandbox:8082, api'],
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

  it('says in production that operators ask on the port that the world reaches, unless they have one of their own', () => {
    const notes = (env: Record<string, string>) => loadSettings(ApiSettings, env).notes.join();
    expect(notes(PRODUCTION)).toContain('OPERATIONS_PORT');
    expect(notes({ ...PRODUCTION, OPERATIONS_PORT: '8083' })).not.toContain('OPERATIONS_PORT');
    expect(notes({})).not.toContain('OPERATIONS_PORT');
    expect(problemsOf(() => loadSettings(ApiSettings, { OPERATIONS_PORT: '8080' }))).toEqual([
      'OPERATIONS_PORT must be another one than PORT',
    ]);
  });

  it('accepts a complete production', () => {
    expect(loadSettings(ApiSettings, PRODUCTION).isProduction).toBe(true);
  });

  it.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))(
    'stops in production without %s',
    (name) => {
      const problems = problemsOf(() => loadSettings(ApiSettings, { ...PRODUCTION, [name]: '' }));
      expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must be set in production$`))]);
    },
  );

  it('names what looks like the setting that is missing', () => {
    const { DATABASE_URL, ...rest } = PRODUCTION;
    expect(problemsOf(() => loadSettings(ApiSettings, { ...rest, DATABASE_URI: DATABASE_URL }))).toEqual([
      'DATABASE_URL must be set in production',
      'DATABASE_URI is no setting and does nothing. Did you mean DATABASE_URL?',
    ]);
  });

  it.each([
    [{ LOG_LEVEL: 'INFO' }, { logLevel: 'info' }],
    [{ LOG_LEVEL: 'Warn ' }, { logLevel: 'warn' }],
    [{ NODE_ENV: 'TEST' }, { nodeEnv: 'test' }],
    [{ WEBHOOK_MODE: 'Queue' }, { webhookMode: 'queue' }],
    [{ ON_UNKNOWN_OUTCOME: 'HOLD' }, { onUnknownOutcome: 'hold' }],
    [{ API_KEYS_REQUIRED: 'True' }, { apiKeysRequired: 'true' }],
  ])('understands words in any case: %j', (env, settings) => {
    expect(loadSettings(ApiSettings, env)).toMatchObject(settings);
  });

  it.each([
    ['UNSUBSCRIBE_SECRET', 'sandbox-unsubscribe-secret'],
    ['WEBHOOK_ALLOW_UNSIGNED', 'true'],
  ])('stops in production with the sandbox in %s', (name, value) => {
    const [problem] = problemsOf(() => loadSettings(ApiSettings, { ...PRODUCTION, [name]: value }));
    expect(problem).toContain(name);
  });

  it.each([
    ['SENDGRID_INBOUND_SECRET', 'a'],
    ['SENDGRID_INBOUND_SECRET', 'fifteen-letters'],
    ['SENDGRID_INBOUND_SECRET', 'abcabcabcabcabcabc'],
    ['UNSUBSCRIBE_SECRET', 'x'.repeat(40)],
    ['WEBHOOK_SIGNING_SECRET', `whsec_${'A'.repeat(32)}`],
    ['WEBHOOK_SIGNING_SECRET', `${PRODUCTION.WEBHOOK_SIGNING_SECRET},whsec_${'A'.repeat(84)}`],
  ])('stops in production at a weak %s (%s), and does not print it', (name, value) => {
    const problems = problemsOf(() => loadSettings(ApiSettings, { ...PRODUCTION, [name]: value }));
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must .* in production$`))]);
    expect(problems[0]).not.toContain(` ${value} `);
    if (name !== 'UNSUBSCRIBE_SECRET' && value.length < 32)
      expect(loadSettings(ApiSettings, { [name]: value }).isProduction).toBe(false);
  });

  it('takes up to three secrets for unsubscribe links, each long enough', () => {
    const secret = () => randomBytes(12).toString('base64');
    const load = (...secrets: string[]) =>
      loadSettings(ApiSettings, { UNSUBSCRIBE_SECRET: secrets.join(',') }).unsubscribeSecrets;
    const [first, second] = [secret(), secret()];
    expect(load(first, second)).toEqual([first, second]);
    expect(problemsOf(() => load(first, 'short'))).toEqual([
      expect.stringMatching(/^UNSUBSCRIBE_SECRET must be at least 16/),
    ]);
    expect(problemsOf(() => load(secret(), secret(), secret(), secret()))).toHaveLength(1);
  });

  it.each([23, 65])('stops at a WEBHOOK_SIGNING_SECRET of %s bytes', (bytes) => {
    const secret = `whsec_${randomBytes(bytes).toString('base64')}`;
    const problems = problemsOf(() => loadSettings(ApiSettings, { WEBHOOK_SIGNING_SECRET: secret }));
    expect(problems).toEqual([expect.stringMatching(/^WEBHOOK_SIGNING_SECRET .*24 to 64 bytes/)]);
  });

  it('takes secrets of 24 to 64 bytes, with and without the end of base64', () => {
    for (let bytes = 24; bytes <= 64; bytes += 1) {
      const secret = `whsec_${randomBytes(bytes).toString('base64')}`;
      const list = `${secret},${secret.replace(/=+$/, '')}`;
      expect(loadSettings(ApiSettings, { WEBHOOK_SIGNING_SECRET: list }).webhookSigningSecrets).toHaveLength(
        2,
      );
    }
  });

  it('stops in production with the password of docker/dev.env, unless only this machine reaches the database', () => {
    const at = (host: string) => `postgres://postgres:postgres@${host}:5432/sendstream`;
    const load = (host: string) => loadSettings(ApiSettings, { ...PRODUCTION, DATABASE_URL: at(host) });
    expect(problemsOf(() => load('postgres'))).toEqual([
      expect.stringMatching(/^DATABASE_URL has the password/),
    ]);
    expect(load('127.0.0.1').isProduction).toBe(true);
  });
});

describe('the address of a store', () => {
  const SECRET = 'hunter';
  const addresses = (password: string) => [
    ['REDIS_URL', `redis://:${password}@redis.example:6379`],
    ['REDIS_URL', `rediss://user:${password}@redis.example:6379/1`],
    ['DATABASE_URL', `postgres://user:${password}@db.example:5432/sendstream`],
    ['DATABASE_URL', `postgresql://user:${password}@db.example/sendstream?sslmode=require`],
  ];
  const characters = ['#', '?', '/', '%', '@', ' ', '%zz', '%e4', '%00', '\\', '1#', '1?', '1/', '\n', '\t'];
  const unescaped = characters.flatMap((character) =>
    [`${SECRET}${character}42`, `12${character}${SECRET}`, `${character}${SECRET}`].flatMap(addresses),
  );
  // `%42` is how a B may be written.
  const cases = unescaped.filter(([, address]) => !address?.includes('%42'));

  it.each(cases as [string, string][])('that is not escaped is refused: %s=%j', (variable, address) => {
    const problems = problemsOf(() => loadSettings(ApiSettings, { [variable]: address }));
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^${variable} must be \\w+://user:password@host.*percent-encoded`)),
    ]);
    expect(problems[0]).not.toContain(SECRET);
    expect(problems[0]).not.toContain('example');
  });

  it.each([
    ['REDIS_URL', 'redis://'],
    ['REDIS_URL', 'redis:///0'],
    ['REDIS_URL', 'redis://redis.example:99999'],
    ['REDIS_URL', 'redis://redis.example:0'],
    ['REDIS_URL', 'redis://redis.example:port'],
    ['REDIS_URL', 'redis://redis.example/main'],
    ['REDIS_URL', 'redis://redis.example/-1'],
    ['REDIS_URL', 'redis://redis.example/0/1'],
    ['REDIS_URL', 'http://redis.example:6379'],
    ['REDIS_URL', 'redis.example:6379'],
    ['DATABASE_URL', 'postgres://'],
    ['DATABASE_URL', 'postgres:///sendstream'],
    ['DATABASE_URL', 'mysql://db.example/sendstream'],
    ['DATABASE_URL', 'postgres://db.example:70000/sendstream'],
    ['DATABASE_URL', 'postgres://db.example/sendstream/more'],
    ['DATABASE_URL', 'postgres://one.example:5432,two.example:port/sendstream'],
    ['DATABASE_URL', 'postgres://one.example,/sendstream'],
    ['DATABASE_URL', 'postgres://one.example,two.example/sendstream?target_session_attrs=standby'],
  ])('that leads nowhere is refused: %s=%s', (variable, address) => {
    const problems = problemsOf(() => loadSettings(ProcessorSettings, { [variable]: address }));
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${variable} must `))]);
  });

  it.each([
    ['REDIS_URL', `redis://:${encodeURIComponent('p#a?s/s%w@o r:d')}@redis.example:6379/15`],
    ['REDIS_URL', 'redis://redis.example'],
    ['REDIS_URL', 'rediss://default:a:b@[::1]:6379/'],
    [
      'DATABASE_URL',
      `postgres://${encodeURIComponent('us@er')}:p%C3%A4ss@db.example/send%20stream?sslmode=require`,
    ],
    ['DATABASE_URL', 'postgresql://user@db.example'],
    ['DATABASE_URL', 'postgres://u:p@one.example:5432,[::1]:5433/sendstream?target_session_attrs=read-write'],
  ])('that is escaped is taken: %s=%s', (variable, address) => {
    expect(() => loadSettings(ApiSettings, { [variable]: address })).not.toThrow();
  });
});

describe('the address of a service', () => {
  const variables = ['PUBLIC_URL'];
  const wrong = [
    'https://user:hunter@example.com',
    'https://user:hun#ter@example.com',
    'https://example.com/?hunter',
    'https://example.com/#hunter',
    'https://example.com/%zz',
    'https://example.com:99999',
    'https:///example.com',
    'ftp://example.com',
    'example.com',
    'https://exa mple.com',
  ];

  it.each(variables.flatMap((variable) => wrong.map((value) => [variable, value])) as [string, string][])(
    'is refused where paths cannot be put behind it: %s=%s',
    (variable, value) => {
      const problems = problemsOf(() => loadSettings(ApiSettings, { [variable]: value }));
      expect(problems).toEqual([
        expect.stringMatching(new RegExp(`^${variable} must be an http:// or https://`)),
      ]);
      expect(problems[0]).not.toContain('hunter');
    },
  );

  it.each(variables)('%s may have a port and a path', (variable) => {
    for (const value of ['http://api:8080', 'https://old_bucket.example.com/a%20b/', 'http://[::1]:8080'])
      expect(() => loadSettings(ApiSettings, { [variable]: value })).not.toThrow();
  });

  it.each(['https://app.example.com/path', 'https://user:pw@app.example.com', 'https://a.example#b'])(
    'is no origin: CORS_ORIGINS=%s',
    (value) => {
      const problems = problemsOf(() => loadSettings(ApiSettings, { CORS_ORIGINS: value }));
      expect(problems).toEqual([expect.stringMatching(/^CORS_ORIGINS must be origins/)]);
    },
  );

  it('is never printed, nor is what is no number', () => {
    const problems = problemsOf(() => loadSettings(ApiSettings, { PORT: 'hunter2', MAX_RETRIES: 'hunter2' }));
    expect(problems.sort()).toEqual(['MAX_RETRIES must be a number', 'PORT must be a number']);
  });
});
