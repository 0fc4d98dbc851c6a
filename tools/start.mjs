// `npm start`: everything from a fresh clone to a running system.
import { build, ensureDependencies, readDotEnv, requireNode } from './bootstrap.mjs';

requireNode();
ensureDependencies();
build();
readDotEnv();
await import('../dist/tools/src/start.js');
