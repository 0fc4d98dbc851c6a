#!/usr/bin/env node
// `npx sendstream ...` in a checkout: installs and compiles what is missing, then does as dist/tools/src/sendstream.js.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, ensureDependencies, readDotEnv, root } from './bootstrap.mjs';
import { requireNode } from './own-node.mjs';

await requireNode();
await ensureDependencies();
if (process.argv[2] === 'start' || !existsSync(join(root, 'dist/tools/src/sendstream.js'))) await build();
readDotEnv();
const { joinRunningSystem } = await import('../dist/tools/src/running/running-system.js');
joinRunningSystem(process.env);
await import('../dist/tools/src/sendstream.js');
