import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fetchDebianPackages, libraryFolders } from './debian-packages.js';
import { localDirectory } from './paths.js';
import { ServiceUnavailable } from './service-unavailable.js';

/** A file of a package of this Debian or Ubuntu. */
export interface DebianProgram {
  /** The package that has it. */
  name: string;
  /** Packages to be unpacked together, where it is more than that one. */
  packages?: string[];
  /** Its path, from the root. */
  path: string;
}

/** Where it is, and the folders of shared libraries that it needs beside the system's, for LD_LIBRARY_PATH. */
export interface FetchedProgram {
  program: string;
  libraryPath: string;
}

/**
 * A program or library that suites need: the one that a variable names (`PGBOUNCER_BIN` for pgbouncer), that of this system,
 * else its package, unpacked into `.local/` without root.
 * @throws ServiceUnavailable with one line when this system has no such package.
 */
export async function debianProgram(
  wanted: DebianProgram,
  note: (line: string) => void = () => undefined,
): Promise<FetchedProgram> {
  const { name, path } = wanted;
  const given = process.env[`${name.toUpperCase()}_BIN`];
  if (given) return { program: given, libraryPath: '' };
  if (existsSync(join('/', path))) return { program: join('/', path), libraryPath: '' };
  const directory = join(localDirectory(), `${name}-package`);
  if (!existsSync(directory)) await fetchInto(directory, wanted, note);
  return { program: join(directory, path), libraryPath: libraryFolders(directory).join(':') };
}

async function fetchInto(
  directory: string,
  { name, path, packages = [name] }: DebianProgram,
  note: (line: string) => void,
): Promise<void> {
  note(`Fetching ${name} from the packages of this system into .local/ ...`);
  const partial = localDirectory(`${name}-package.${process.pid}`);
  try {
    await fetchDebianPackages(packages, path, partial);
    renameSync(partial, directory);
  } catch (error) {
    // Another suite may have been faster.
    if (!existsSync(directory))
      throw new ServiceUnavailable(`No ${name}: ${(error as Error).message}. Install it.`);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
