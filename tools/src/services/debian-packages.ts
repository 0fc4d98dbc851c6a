import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runCommand } from './run-command.js';

const ROUNDS = 5;

/**
 * Unpacks packages of this Debian or Ubuntu into a folder, without root and without installing anything; then those of
 * the packages they depend on, as long as `program` (a path inside the folder) still misses a shared library.
 * @throws Error when this system has no apt, no such package, or no network.
 */
export async function fetchDebianPackages(
  names: string[],
  program: string,
  directory: string,
): Promise<void> {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) {
    throw new Error(`${basename(program)} is not on PATH, and this is no Debian or Ubuntu`);
  }
  const archives = join(directory, 'archives');
  const apt = await aptOptions(names, directory);
  const seen = new Set<string>();
  const installed = await installedPackages();
  let wanted = names;
  for (let round = 0; round < ROUNDS && wanted.length > 0; round += 1) {
    mkdirSync(archives, { recursive: true });
    await runCommand('apt-get', [...apt, 'download', ...wanted], { cwd: archives });
    wanted.forEach((name) => seen.add(name));
    const fetched = readdirSync(archives).map((file) => join(archives, file));
    for (const file of fetched) await runCommand('dpkg-deb', ['-x', file, directory]);
    const depended = await Promise.all(fetched.map(dependencies));
    rmSync(archives, { recursive: true });
    if (await isComplete(join(directory, program), directory)) {
      rmSync(join(directory, 'apt'), { recursive: true, force: true });
      return;
    }
    wanted = [...new Set(depended.flat())].filter((name) => !seen.has(name) && !installed.has(name));
  }
  throw new Error(`${names.join(' and ')} could not be completed with the libraries they need`);
}

/** Options that make apt use the system's package lists if they know the packages, else lists of our own. */
async function aptOptions(names: string[], directory: string): Promise<string[]> {
  const known = await runCommand('apt-cache', ['show', '--no-all-versions', ...names]).catch(() => '');
  if (known !== '') return [];
  const lists = join(directory, 'apt');
  mkdirSync(join(lists, 'lists/partial'), { recursive: true });
  mkdirSync(join(lists, 'cache/archives/partial'), { recursive: true });
  const options = [
    '-o',
    `Dir::State::lists=${join(lists, 'lists')}`,
    '-o',
    `Dir::Cache=${join(lists, 'cache')}`,
  ];
  // Root would otherwise hand the download to a user that may not enter our folder.
  options.push('-o', 'APT::Sandbox::User=root');
  await runCommand('apt-get', [...options, 'update']);
  return options;
}

/** What this system has already. */
async function installedPackages(): Promise<ReadonlySet<string>> {
  const printed = await runCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n']);
  return new Set([...printed.matchAll(/^(\S+) installed$/gm)].map(([, name]) => name as string));
}

/** Every library package in `Depends`; of alternatives the first. */
async function dependencies(archive: string): Promise<string[]> {
  const field = await runCommand('dpkg-deb', ['-f', archive, 'Depends']);
  const names = field.split(',').map((each) => each.trim().split(/[\s|(:]/)[0] ?? '');
  // The C library has to be the system's own.
  return names.filter(
    (name) => (name.startsWith('lib') && !/^libc6|^libgcc/.test(name)) || name.startsWith('lua'),
  );
}

async function isComplete(program: string, directory: string): Promise<boolean> {
  const printed = await runCommand('ldd', [program], {
    env: { ...process.env, LD_LIBRARY_PATH: libraryFolders(directory).join(':') },
  });
  return !printed.includes('not found');
}

/** The folders with shared libraries in a folder that packages were unpacked into (`usr/lib/x86_64-linux-gnu`, and PulseAudio's own). */
export function libraryFolders(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)lib\/[^/]+-linux-gnu(\/pulseaudio)?$/.test(path))
    .map((path) => join(directory, path));
}
