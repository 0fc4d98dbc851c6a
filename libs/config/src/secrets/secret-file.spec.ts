import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { misspelledVariables } from '../all-variables.js';
import { loadSettings } from '../load-settings.js';
import { ServiceSettings } from '../service-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, String(Math.random()));
  writeFileSync(path, text);
  return path;
}

describe('a setting in a file', () => {
  it('is what the file holds, without the line break at its end', () => {
    const settings = loadSettings(ServiceSettings, {
      UNSUBSCRIBE_SECRET_FILE: file('the new secret of 16 and more,the old secret of 16 and more\n'),
      DATABASE_HOST: 'db.example',
      DATABASE_PASSWORD_FILE: file('ab#cd/ \r\n'),
    });
    expect(settings.unsubscribeSecrets).toEqual([
      'the new secret of 16 and more',
      'the old secret of 16 and more',
    ]);
    expect(settings.databaseUrl).toBe('postgres://:ab%23cd%2F%20@db.example:5432/sendstream');
  });

  it.each([
    [
      'cannot be read',
      () => join(folder, 'none'),
      /UNSUBSCRIBE_SECRET_FILE names a file that cannot be read \(ENOENT\)$/m,
    ],
    ['is a folder', () => folder, /UNSUBSCRIBE_SECRET_FILE names a file that cannot be read \(EISDIR\)$/m],
    ['is empty', () => file('\n'), /UNSUBSCRIBE_SECRET_FILE names a file that is empty$/m],
    [
      'is too large',
      () => file('x'.repeat(1_100_000)),
      /UNSUBSCRIBE_SECRET_FILE names a file of more than 1 MB$/m,
    ],
    ['holds what is wrong', () => file('short'), /UNSUBSCRIBE_SECRET must be at least 16 characters/m],
  ])('stops the boot when the file %s', (_, path, problem) => {
    const load = () => loadSettings(ServiceSettings, { UNSUBSCRIBE_SECRET_FILE: path() });
    expect(load).toThrow(problem);
    expect(load).not.toThrow(folder);
  });

  it('is not also in the environment', () => {
    const twice = { UNSUBSCRIBE_SECRET: 'x'.repeat(20), UNSUBSCRIBE_SECRET_FILE: file('x') };
    expect(() => loadSettings(ServiceSettings, twice)).toThrow(
      'UNSUBSCRIBE_SECRET and UNSUBSCRIBE_SECRET_FILE are both set: one is enough',
    );
  });

  it('is taken for no misspelled one', () => {
    expect(
      misspelledVariables({ SMTP_URL_FILE: 'x', REDIS_URL_FILE: 'x', TWILIO_AUTH_TOKEN_FILE: 'x' }),
    ).toEqual([]);
  });
});
