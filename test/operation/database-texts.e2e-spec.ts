import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const ADMIN_URL = process.env.TEST_DATABASE_URL ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres';

/** Runs `sendstream migrate` on a new database that was created so; answers all it said. */
async function migrated(how: string): Promise<string> {
  const name = `sendstream_texts_${randomBytes(6).toString('hex')}`;
  const admin = new Client(ADMIN_URL);
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER libc ${how}`);
    const url = new URL(ADMIN_URL);
    url.pathname = name;
    const env = { PATH: process.env.PATH ?? '', DATABASE_URL: url.href };
    return await run(process.execPath, ['dist/tools/src/sendstream.js', 'migrate'], { env }).then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) =>
        `${stdout}${stderr}exit ${code}`,
    );
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  }
}

describe('migrate, on a new database', () => {
  it('refuses one whose texts are not UTF-8, in one line, and says how to create it', async () => {
    expect(await migrated("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")).toBe(
      'The database has the encoding SQL_ASCII, and must have UTF8: createdb --template template0 --encoding UTF8 --locale C.UTF-8\nexit 1',
    );
  });

  it('warns of a locale that knows no letters beyond ASCII', async () => {
    const said = await migrated("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
    expect(said).toContain('knows no letters beyond ASCII');
    expect(said).toContain('The database is up to date.');
  });

  it('says nothing of one that has both', async () => {
    const said = await migrated("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    expect(said).toMatch(/^(Applied \w+\.\n)+The database is up to date\.\n$/);
  });
});
