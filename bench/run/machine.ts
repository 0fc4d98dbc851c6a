import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { root } from '../../tools/src/services/paths.js';
import { loadGenerator } from './load-generator.js';

/** What the numbers were measured on. */
export function machine(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? 'unknown',
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    load_generator: loadGenerator(),
    commit: commit(),
  };
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--', 'apps', 'libs') === '' ? '' : ' with changes';
    return git('rev-parse', '--short', 'HEAD') + changed;
  } catch {
    return 'unknown';
  }
}
