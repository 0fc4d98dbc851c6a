// `npm run build`: compiles the services and bundles the console into dist/, as far as they changed.
import { build } from './bootstrap.mjs';
import { requireNode } from './own-node.mjs';

await requireNode();
await build();
