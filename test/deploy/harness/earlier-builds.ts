import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { localDirectory, root } from '../../../tools/src/services/paths.js';
import { runCommand } from '../../../tools/src/services/run-command.js';
import { ServiceUnavailable } from '../../../tools/src/services/service-unavailable.js';
import type { Build } from '../../faults/harness/app-process.js';

/** An earlier version, built. */
export interface EarlierBuild extends Build {
  /** What it is called. */
  version: string;
}

/** The first release was not tagged: it is what there was before its second migration. */
const NEVER_TAGGED = { version: '0.1.0', next: '2-conversations-of-two-types' };

/**
 * The release before this checkout: the newest version that CHANGELOG.md names, by its tag. `LAST_RELEASE_CHECKOUT`
 * names a folder in which it is built already.
 * @throws ServiceUnavailable where neither is there.
 */
export async function lastRelease(): Promise<EarlierBuild> {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const [, version = ''] = /^## (\d+\.\d+\.\d+)/m.exec(changelog) ?? [];
  const given = process.env.LAST_RELEASE_CHECKOUT;
  if (given) return { version, checkout: given, node: process.execPath };
  if (version === NEVER_TAGGED.version)
    return { ...(await versionBeforeMigration(NEVER_TAGGED.next)), version };
  const commit = await git('rev-parse', '--verify', '--quiet', `v${version}^{commit}`).catch(() => '');
  return { version, ...(await buildOf(commit.trim(), `release-${version}`)) };
}

/** The last version whose newest migration was older than this one. @throws ServiceUnavailable where git has no such. */
export async function versionBeforeMigration(file: string): Promise<EarlierBuild> {
  const path = `libs/entities/src/migrations/${file}.ts`;
  // What a merge brought, too.
  const [added] = await commits('--first-parent', '-m', '--diff-filter=A', '--', path);
  const before = added && (await git('rev-parse', `${added}^`)).trim();
  return { version: `before ${file}`, ...(await buildOf(before, `before-${file}`)) };
}

/** Newest first; none where there is no git, or no history: what a shallow clone begins with seems to have added all files. */
async function commits(...about: string[]): Promise<string[]> {
  try {
    if ((await git('rev-parse', '--is-shallow-repository')).trim() !== 'false') return [];
    return (await git('log', '--format=%H', ...about)).trim().split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

async function buildOf(commit: string | undefined, name: string): Promise<Build> {
  if (!commit)
    throw new ServiceUnavailable(
      'Earlier versions are built from the history and the tags of this repository, which are not here: fetch them ' +
        '(git fetch --unshallow --tags). For the last release, LAST_RELEASE_CHECKOUT may name a folder where it is built.',
    );
  const checkout = join(localDirectory(), `${name}-${commit.slice(0, 12)}`);
  if (!existsSync(checkout)) await build(commit, checkout);
  return { checkout, node: process.execPath };
}

/** Installed from its own lock file, and compiled. */
async function build(commit: string, checkout: string): Promise<void> {
  const made = mkdtempSync(join(localDirectory(), 'building-version-'));
  try {
    const archive = join(made, 'version.tar');
    await git('archive', '--output', archive, commit);
    await runCommand('tar', ['-x', '-f', archive, '-C', made]);
    rmSync(archive);
    const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runCommand('npm', ['ci', ...flags], { cwd: made });
    // Its types were checked in its own time; here some of the packages that describe them are missing.
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const compile = [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--noEmitOnError', 'false'];
    await runCommand(process.execPath, compile, { cwd: made });
    renameSync(made, checkout);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

function git(...args: string[]): Promise<string> {
  return runCommand('git', args, { cwd: root });
}
