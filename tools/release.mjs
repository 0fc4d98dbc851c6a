// `npm run release -- 0.2.0`: a commit and a tag of a new version, in this checkout alone: it pushes and publishes nothing.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

const USAGE = 'Used as: npm run release -- <version>, for example 0.2.0';

const [version = '', ...rest] = process.argv.slice(2);
if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(version) || rest.length > 0) fail(USAGE);
const { version: current } = JSON.parse(read('package.json'));
if (!isLater(version, current)) fail(`${version} is not later than ${current}, which package.json has.`);
if (git('status', '--porcelain') !== '') fail('There are changes that are not committed.');
if (git('tag', '--list', `v${version}`) !== '') fail(`The tag v${version} is there already.`);

const contents = {
  'CHANGELOG.md': withSection(read('CHANGELOG.md')),
  'package.json': withVersion(read('package.json')),
  'packages/client/package.json': withVersion(read('packages/client/package.json')),
  'package-lock.json': withVersion(read('package-lock.json')),
  'ops/helm/sendstream/Chart.yaml': read('ops/helm/sendstream/Chart.yaml').replace(
    /^(version|appVersion): .*$/gm,
    `$1: ${version}`,
  ),
};
for (const [file, text] of Object.entries(contents)) writeFileSync(join(root, file), text);
git('add', ...Object.keys(contents));
git('commit', '--quiet', '-m', `Release ${version}`);
git('tag', '--annotate', `v${version}`, '-m', `Release ${version}`);
console.log(`Committed and tagged v${version}. To publish it: git push --follow-tags, and then
npm publish in packages/client, from a workflow that may sign where it comes from.`);

function isLater(one, other) {
  const [left, right] = [one, other].map((each) => each.split('.').map(Number));
  const first = left.findIndex((part, index) => part !== right[index]);
  return first !== -1 && left[first] > right[first];
}

/** What was not released yet stands under the version, and nothing under "Unreleased". */
function withSection(text) {
  const [heading = '', body = ''] = /^## Unreleased\n((?:(?!^## )[^])*)/m.exec(text) ?? [];
  if (body.trim() === '') fail('CHANGELOG.md has nothing under "Unreleased".');
  const day = new Date().toISOString().slice(0, 10);
  return text.replace(heading, () => `## Unreleased\n\n## ${version} (${day})\n${body}`);
}

/** The package's own version: the first at the outer level, and in package-lock.json also that of the first package. */
function withVersion(text) {
  const own = text.replace(/^ {2}"version": "[^"]*"/m, `  "version": "${version}"`);
  return own.replace(/^( {4}"": \{\n {6}"name": .*\n {6}"version": )"[^"]*"/m, `$1"${version}"`);
}

function read(file) {
  return readFileSync(join(root, file), 'utf8');
}

function git(...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) fail(`git ${args[0]} failed: ${(stderr || stdout).trim()}`);
  return stdout.trim();
}

function fail(line) {
  console.error(line);
  process.exit(1);
}
