import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './services/paths.js';

const FILES = [
  'CHANGELOG.md',
  'ops/helm/sendstream/Chart.yaml',
  'package-lock.json',
  'package.json',
  'packages/client/package.json',
];
const AUTHOR = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' };
const COMMITTER = { GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com' };
const env = { ...process.env, ...AUTHOR, ...COMMITTER, GIT_CONFIG_GLOBAL: '/dev/null' };

let clone: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: clone, env, encoding: 'utf8' }).trim();
const read = (file: string) => readFileSync(join(clone, file), 'utf8');
const release = (...args: string[]) => {
  const command = [join(clone, 'tools/release.mjs'), ...args];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: tmpdir(), env, encoding: 'utf8' });
  return [status, stderr.trim()];
};

/** A repository of what the script touches, as it is here now: also where this checkout is no clone itself. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'sendstream-release-'));
  const files = [...FILES, 'tools/release.mjs', 'tools/bootstrap.mjs'];
  for (const file of files) cpSync(join(root, file), join(clone, file));
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'As it is');
});
afterEach(() => rmSync(clone, { recursive: true }));

it('a release has its version everywhere, its changes under it, a commit and a tag', () => {
  const [, before = ''] = read('CHANGELOG.md').split('## Unreleased\n');
  expect(release('7.0.1')).toEqual([0, '']);
  expect(git('log', '-1', '--format=%s')).toBe('Release 7.0.1');
  expect(git('cat-file', '-t', 'v7.0.1')).toBe('tag');
  expect(git('rev-parse', 'v7.0.1^{commit}')).toBe(git('rev-parse', 'HEAD'));
  expect(git('status', '--porcelain')).toBe('');
  expect(git('diff', '--name-only', 'HEAD^').split('\n').sort()).toEqual(FILES);

  const lock = JSON.parse(read('package-lock.json')) as { version: string; packages: { '': object } };
  const chart = parse(read('ops/helm/sendstream/Chart.yaml')) as object;
  const packages = ['package.json', 'packages/client/package.json'].map(
    (file) => JSON.parse(read(file)) as object,
  );
  for (const each of [lock, lock.packages[''], chart, ...packages])
    expect(each).toMatchObject({ version: '7.0.1' });
  expect(chart).toMatchObject({ appVersion: '7.0.1' });
  const day = new Date().toISOString().slice(0, 10);
  expect(read('CHANGELOG.md')).toContain(`## Unreleased\n\n## 7.0.1 (${day})\n${before}`);

  expect(release('7.1.0')).toEqual([1, 'CHANGELOG.md has nothing under "Unreleased".']);
});

it('a release is refused that would be none, and changes nothing then', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(release()).toEqual([1, expect.stringMatching(/^Used as: /)]);
  expect(release('v7.0.0')).toEqual([1, expect.stringMatching(/^Used as: /)]);
  expect(release('7.0.0', '--push')).toEqual([1, expect.stringMatching(/^Used as: /)]);
  expect(release(version)).toEqual([1, expect.stringContaining(`not later than ${version}`)]);
  git('tag', 'v7.0.0');
  expect(release('7.0.0')).toEqual([1, 'The tag v7.0.0 is there already.']);
  expect(git('status', '--porcelain')).toBe('');
  appendFileSync(join(clone, 'CHANGELOG.md'), '\n');
  expect(release('7.0.1')).toEqual([1, 'There are changes that are not committed.']);
  expect(git('log', '--format=%s')).toBe('As it is');
});
