import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/src/services/paths.js';

/** Writes a run's results as `bench/results/<name>-<time>.json`; answers the path, from the root of the checkout. */
export function saveResults(name: string, results: object): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const path = join('bench', 'results', `${name}-${time}.json`);
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(join(root, path), `${JSON.stringify(results, null, 2)}\n`);
  return path;
}
