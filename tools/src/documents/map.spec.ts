import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../services/paths.js';

it('docs/map.md names files that exist', () => {
  const map = readFileSync(join(root, 'docs/map.md'), 'utf8');
  const files = [...map.matchAll(/`((?:apps|libs|tools)\/[^`\s]+\.ts)`/g)].map(([, file]) => file as string);
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
