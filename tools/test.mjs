// `npm test [-- --faults | -- --deploy | -- jest arguments]`: everything from a fresh clone to a verdict.
import { build, ensureDependencies } from './bootstrap.mjs';
import { requireNode } from './own-node.mjs';

await requireNode();
ensureDependencies();
build('test');
await import('../dist/tools/src/test.js');
