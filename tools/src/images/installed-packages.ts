import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../services/paths.js';

const IN_PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
/** Most licences ask that they go with every copy. */
const LICENCE = /^(licen[cs]e|notice|copying)/i;

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean }>;
};

/** Whether a file is of a package that `npm ci --omit=dev` would not install: another asks for it only if it is there. */
export function isForDevelopment(file: string): boolean {
  const [, folder = ''] = IN_PACKAGE.exec(file) ?? [];
  return lock.packages[folder]?.dev === true;
}

/** The folders of the packages that these files are of. */
export function packagesOf(files: Iterable<string>): Set<string> {
  const packages = new Set<string>();
  for (const file of files) {
    const [, folder] = IN_PACKAGE.exec(file) ?? [];
    if (folder !== undefined) packages.add(folder);
  }
  return packages;
}

/** What belongs to these files without being loaded: what tells Node of which kind they are, and the licences. */
export function companionsOf(files: Iterable<string>): Set<string> {
  const companions = new Set<string>();
  for (const folder of packagesOf(files)) {
    for (const name of readdirSync(join(root, folder))) {
      if (LICENCE.test(name)) companions.add(join(folder, name));
    }
  }
  for (const file of files) {
    const end = IN_PACKAGE.exec(file)?.[1];
    if (end === undefined) continue;
    for (let folder = dirname(file); folder.length >= end.length; folder = dirname(folder)) {
      const description = join(folder, 'package.json');
      if (existsSync(join(root, description))) companions.add(description);
    }
  }
  return companions;
}
