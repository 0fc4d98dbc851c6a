import { lintText } from './testing/lint-text.js';

const lint = lintText(['sendstream/borders']);

describe('the borders between the rooms', () => {
  it.each([
    ['libs/queue/src/index.ts', "import '#entities';", 'libs/queue may not import libs/entities'],
    [
      'libs/entities/src/index.ts',
      "export * from '#messaging';",
      'libs/entities may not import libs/messaging',
    ],
    ['libs/config/src/index.ts', "await import('#queue');", 'libs/config may not import libs/queue'],
    [
      'libs/providers/src/index.ts',
      "export type { X } from '#observability';",
      'libs/providers may not import',
    ],
    ['libs/messaging/src/index.ts', "import '../../../apps/api/src/main.js';", 'may not import apps/api'],
    [
      'libs/queue/src/index.ts',
      "import '../../../test/support/client.js';",
      'libs/queue may not import test',
    ],
    [
      'apps/api/src/main.ts',
      "import '../../processor/src/main.js';",
      'apps/api may not import apps/processor',
    ],
    ['apps/api/src/main.ts', "import '../../../tools/src/sendstream.js';", 'apps/api may not import tools'],
    [
      'apps/api/src/main.ts',
      "import '../../../libs/queue/src/queue-admin.js';",
      'Import #queue: only its index',
    ],
    ['apps/api/src/main.ts', "import '../../../libs/queue/src/testing/eventually.js';", 'Import #queue'],
    ['apps/console/src/main.tsx', "import '#config';", 'apps/console may not import libs/config'],
    [
      'apps/console/src/main.tsx',
      "import '../../../packages/client/src/index.js';",
      'apps/console may not import packages/client',
    ],
    ['packages/client/src/index.ts', "import '#config';", 'packages/client may not import libs/config'],
    [
      'libs/queue/src/index.ts',
      "let x: import('#entities').Message;",
      'libs/queue may not import libs/entities',
    ],
    [
      'tools/src/sendstream.ts',
      "import '../../libs/queue/src/queue-admin.js';",
      'Import #queue: only its index',
    ],
  ])('%s must not say: %s', async (file, code, problem) => {
    expect(await lint(file, code)).toContainEqual(expect.stringContaining(problem));
  });

  it.each([
    ['libs/queue/src/index.ts', "import '#config';"],
    [
      'libs/messaging/src/index.ts',
      "import '#config'; import '#entities'; import '#queue'; import '#providers';",
    ],
    ['apps/api/src/main.ts', "import '#messaging'; import './create-api.js'; import 'pg'; import 'node:fs';"],
    ['apps/console/src/main.tsx', "import '@sendstream/client'; import './app/app.js'; import 'react';"],
    ['tools/src/sendstream.ts', "import '../../apps/api/src/main.js'; import '#queue';"],
    [
      'libs/queue/src/testing/redis-for-test.ts',
      "import '../../../../tools/src/services/free-port.js'; import '../../../../test/support/eventually.js';",
    ],
  ])('%s may say: %s', async (file, code) => {
    expect(await lint(file, code)).toEqual([]);
  });
});
