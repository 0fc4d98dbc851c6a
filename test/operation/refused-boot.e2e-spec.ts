import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const run = promisify(execFile);
const PROGRAMS = {
  api: ['dist/apps/api/src/main.js'],
  processor: ['dist/apps/processor/src/main.js'],
  queues: ['dist/tools/src/sendstream.js', 'queues'],
  migrate: ['dist/tools/src/sendstream.js', 'migrate'],
  start: ['dist/tools/src/sendstream.js', 'start'],
};

interface Ended {
  code: number;
  output: string;
}

/** Runs a compiled program; answers how it ended, and all it said. */
async function ended(program: keyof typeof PROGRAMS, env: Record<string, string>): Promise<Ended> {
  const path = { PATH: process.env.PATH ?? '' };
  try {
    const said = await run(process.execPath, PROGRAMS[program], {
      env: { ...path, ...env },
      timeout: 100_000,
    });
    return { code: 0, output: said.stdout + said.stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

describe('a boot on a database that is not migrated', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is refused in one line, after what is odd about its settings', async () => {
    await database.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const { code, output } = await ended('api', {
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      MAX_RETRYS: '5',
      LOG_LEVEL: 'INFO',
    });
    const lines = output.trimEnd().split('\n');
    expect(code).toBe(1);
    expect(lines.pop()).toBe('The database is empty: run `sendstream migrate`.');
    expect(lines).toEqual([
      expect.stringMatching(/warn .*MAX_RETRYS is no setting and does nothing. Did you mean MAX_RETRIES\?$/),
      expect.stringMatching(/twilio is called at http:\/\/localhost:8082$/),
      expect.stringMatching(/sendgrid is called at http:\/\/localhost:8082$/),
      expect.stringMatching(/the rate limit is 100 requests in 60 s for each client and route group/),
    ]);
    // Nothing was written, not even by the question.
    const { rows } = await database.pool.query(
      "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    );
    expect(rows).toEqual([]);
  });

  it('is refused by the processor too, which says how far it is behind', async () => {
    await database.pool.query('CREATE TABLE migrations (id serial, timestamp bigint, name varchar)');
    await database.pool.query("INSERT INTO migrations (timestamp, name) VALUES (1, 'OfAnotherTime1')");
    const env = { DATABASE_URL: database.url, REDIS_URL: 'redis://127.0.0.1:1', LOG_LEVEL: 'warn' };
    expect(await ended('processor', env)).toEqual({
      code: 1,
      output: expect.stringMatching(
        /^The database is older than this version.*: run `sendstream migrate`\.\n$/,
      ) as string,
    });
  });
});

describe('a boot', () => {
  const secret = randomBytes(6).toString('hex');

  it.each<[keyof typeof PROGRAMS, string, string]>([
    ['api', 'REDIS_URL', `redis://:${secret}#ss@redis.example:6379`],
    ['processor', 'DATABASE_URL', `postgres://u:${secret}?ss@db.example:5432/x`],
    ['queues', 'REDIS_URL', `redis://:${secret}?ss@redis.example:6379`],
    ['migrate', 'DATABASE_URL', `postgres://u:${secret}@ss@db.example:5432/x`],
    ['start', 'DATABASE_URL', `postgres://u:${secret}/ss@db.example:5432/x`],
  ])('of %s is refused that cannot read %s, and does not print it', async (program, variable, value) => {
    const { code, output } = await ended(program, { [variable]: value });
    expect(code).toBeGreaterThan(0);
    expect(output).toContain(variable);
    expect(output).toContain('percent-encoded');
    expect(output).not.toContain(secret);
    expect(output).not.toMatch(/^ {4}at /m);
  });

  it('in production is refused with all that is weak or published, and prints none of it', async () => {
    const own = randomBytes(24).toString('base64');
    const { code, output } = await ended('api', {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://postgres:postgres@db.example/sendstream',
      REDIS_URL: 'redis://redis.example',
      PUBLIC_URL: 'https://example.com',
      TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
      TWILIO_AUTH_TOKEN: own,
      SENDGRID_API_KEY: `SG.${own}`,
      SENDGRID_WEBHOOK_PUBLIC_KEY:
        'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEFScC3l8UFrJcMe+Ng0PbemOp+xNHacDH8pmXlxBSu/ttfqesaoZVzaC+utgkVGsTP6bpa3Snp9/FvSs5zv7pjA==',
      SENDGRID_INBOUND_SECRET: 'a',
      WEBHOOK_SIGNING_SECRET: `whsec_${own}`,
      UNSUBSCRIBE_SECRET: own,
    });
    expect(code).toBe(1);
    expect(output.match(/^ {2}- (\w+)/gm)).toEqual([
      '  - SENDGRID_INBOUND_SECRET',
      '  - DATABASE_URL',
      '  - SENDGRID_WEBHOOK_PUBLIC_KEY',
    ]);
    expect(output).not.toContain(own);
    expect(output).not.toContain('MFkwEwYHKoZI');
  });
});
