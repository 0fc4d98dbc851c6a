// Compiles the package for `import` (dist/esm) and for `require` (dist/cjs), each with its types: `npm pack` and `npm publish` do so first.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(join(folder, 'dist'), { recursive: true, force: true });
for (const project of ['tsconfig.json', 'tsconfig.cjs.json']) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(folder, project)], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
// Node takes .js files for what the nearest package.json says.
writeFileSync(join(folder, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');
