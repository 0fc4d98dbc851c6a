import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
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
      cwd: ROOT,
      env: { ...path, ...env },
      timeout: 30_000,
    });
    return { code: 0, output: said.stdout + said.stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

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
      '  - SENDGRID_WEBHOOK_PUBLIC_KEY',
      '  - SENDGRID_INBOUND_SECRET',
      '  - DATABASE_URL',
    ]);
    expect(output).not.toContain(own);
    expect(output).not.toContain('MFkwEwYHKoZI');
  });
});
