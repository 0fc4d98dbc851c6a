import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of Sendstream, as package.json has it, compiled or not. */
export const VERSION = versionAbove(dirname(fileURLToPath(import.meta.url)));

function versionAbove(directory: string): string {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return versionAbove(dirname(directory));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
