// `node tools/run.mjs <program> [arguments]`: one compiled program with the settings of .env and of a running `npm start`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, ensureDependencies, readDotEnv, root } from './bootstrap.mjs';
import { requireNode } from './own-node.mjs';

const [program, ...args] = process.argv.slice(2);
const compiled = join(root, 'dist', `${program}.js`);

await requireNode();
await ensureDependencies();
if (!existsSync(compiled)) await build();
readDotEnv();
const { joinRunningSystem } = await import('../dist/tools/src/running/running-system.js');
joinRunningSystem(process.env);
// The program sees the command line it would see when started by itself.
process.argv = [process.argv[0], compiled, ...args];
await import(pathToFileURL(compiled).href);
