import { join } from 'node:path';
import { ESLint } from 'eslint';
import { root } from './services/paths.js';

const RULES = ['sendstream/borders', 'import-x/no-cycle'];
const eslint = new ESLint({ cwd: root, ruleFilter: ({ ruleId }) => RULES.includes(ruleId) });

/** What the linter says of a file of ours if it held this code. */
async function lint(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('the borders between the rooms', () => {
  // Loads ESLint, its plugins and the whole TypeScript project.
  beforeAll(() => lint('libs/config/src/index.ts', ''), 60_000);

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
    ['apps/api/src/main.ts', "import '../../../tools/src/start.js';", 'apps/api may not import tools'],
    [
      'apps/api/src/main.ts',
      "import '../../../libs/queue/src/queue-admin.js';",
      'Import #queue: only its index',
    ],
    ['apps/api/src/main.ts', "import '../../../libs/queue/src/testing/eventually.js';", 'Import #queue'],
    ['packages/client/src/index.ts', "import '#config';", 'packages/client may not import libs/config'],
    [
      'tools/src/sendstream.ts',
      "import '../../libs/queue/src/queue-admin.js';",
      'Import #queue: only its index',
    ],
  ])('%s must not say: %s', async (file, code, problem) => {
    expect(await lint(file, code)).toContainEqual(expect.stringMatching(`^sendstream/borders: .*${problem}`));
  });

  it.each([
    ['libs/queue/src/index.ts', "import '#config';"],
    [
      'libs/messaging/src/index.ts',
      "import '#config'; import '#entities'; import '#queue'; import '#providers';",
    ],
    ['apps/api/src/main.ts', "import '#messaging'; import './create-api.js'; import 'pg'; import 'node:fs';"],
    ['tools/src/sendstream.ts', "import '../../apps/api/src/main.js'; import '#queue';"],
    [
      'libs/queue/src/testing/redis-for-test.ts',
      "import '../../../../tools/src/services/free-port.js'; import '../../../../test/support/eventually.js';",
    ],
  ])('%s may say: %s', async (file, code) => {
    expect(await lint(file, code)).toEqual([]);
  });

  it('have no cycles within them', async () => {
    const code =
      "import { loadSettings } from './load-settings.js'; export const SettingsError = loadSettings;";
    expect(await lint('libs/config/src/settings-error.ts', code)).toEqual([
      expect.stringContaining('import-x/no-cycle: Dependency cycle detected'),
    ]);
  });
});
