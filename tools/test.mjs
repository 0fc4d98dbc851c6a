// `npm test [-- --faults | -- --deploy | -- jest arguments]`: everything from a fresh clone to a verdict.
import { build, ensureDependencies, requireNode } from './bootstrap.mjs';

requireNode();
ensureDependencies();
build('test');
await import('../dist/tools/src/test.js');
