import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, found from this file upwards because it runs both from source (Jest) and from dist/. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A folder under `.local/`, where everything lives that a clone makes for itself; created if missing. @throws Error that says what to set. */
export function localDirectory(...names: string[]): string {
  const base = process.env.SENDSTREAM_LOCAL_DIRECTORY || join(root, '.local');
  const directory = join(base, ...names);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${directory} cannot be made (${code}): set SENDSTREAM_LOCAL_DIRECTORY to a folder that can`,
      {
        cause: error,
      },
    );
  }
  return directory;
}

function findRoot(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : findRoot(dirname(directory));
}
