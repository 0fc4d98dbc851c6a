import type { Environment } from '../environment.js';
import { readSecretFile } from '../secrets/secret-file.js';
import type { FileNode } from './file-node.js';

const REFERENCE = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/**
 * A text whose `${VARIABLE}`s are filled in from the environment; of a variable that is not set, from the file that
 * `VARIABLE_FILE` names, as secrets are mounted. What cannot be filled in is a fault of the place, without any value.
 */
export function withVariables(node: FileNode, env: Environment): string {
  return node.text().replace(REFERENCE, (_, name: string) => {
    const value = env[name] || fromFile(env[`${name}_FILE`]);
    if (value === null) node.fault(`needs ${name} in the environment, or ${name}_FILE with a readable file`);
    return value ?? '';
  });
}

function fromFile(path: string | undefined): string | null {
  const read = path ? readSecretFile(path) : null;
  return read && 'text' in read ? read.text : null;
}
