import { readFileSync, statSync } from 'node:fs';
import type { Environment } from '../environment.js';

const MAX_BYTES = 1024 * 1024;

/**
 * What a file holds, without the line break at its end. A fault in words that say nothing of it where it cannot be read, is
 * empty, or is larger than any secret.
 */
export function readSecretFile(path: string): { text: string } | { fault: string } {
  try {
    if (statSync(path).size > MAX_BYTES) return { fault: 'names a file of more than 1 MB' };
    const text = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
    return text === '' ? { fault: 'names a file that is empty' } : { text };
  } catch (error) {
    return {
      fault: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    };
  }
}

/**
 * The environment with each of these variables filled in from the file that `VARIABLE_FILE` names, as secrets are mounted;
 * one line for each that cannot be.
 */
export function withSecretFiles(
  env: Environment,
  variables: string[],
): { env: Environment; problems: string[] } {
  const filled = { ...env };
  const problems: string[] = [];
  for (const variable of variables) {
    const byFile = `${variable}_FILE`;
    const path = env[byFile] ?? '';
    if (path === '') continue;
    delete filled[byFile];
    if ((env[variable] ?? '') !== '') {
      problems.push(`${variable} and ${byFile} are both set: one is enough`);
      continue;
    }
    const read = readSecretFile(path);
    if ('fault' in read) problems.push(`${byFile} ${read.fault}`);
    else filled[variable] = read.text;
  }
  return { env: filled, problems };
}
