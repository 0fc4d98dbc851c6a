import { lintText } from './testing/lint-text.js';

const lint = lintText(['sendstream/circles']);

describe('circles of imports', () => {
  it.each([
    [
      'of two files',
      'libs/config/src/settings-error.ts',
      "import './load-settings.js';",
      'A circle of settings-error.ts and load-settings.ts in libs/config/src: ' +
        'libs/config/src/load-settings.ts imports libs/config/src/settings-error.ts',
    ],
    [
      'of types alone',
      'libs/queue/src/consumer/queue-entry.ts',
      "import type { QueueConsumer } from './queue-consumer.js';",
      'A circle of queue-entry.ts and queue-consumer.ts',
    ],
    [
      'of types named in place',
      'libs/queue/src/consumer/queue-entry.ts',
      "let consumer: import('./queue-consumer.js').QueueConsumer;",
      'A circle of queue-entry.ts and queue-consumer.ts',
    ],
    [
      'of two folders, though of no two files',
      'libs/queue/src/consumer/queue-entry.ts',
      "import { RethrowFilter } from '../nest/rethrow.filter.js';",
      'A circle of consumer and nest in libs/queue/src: ' +
        'libs/queue/src/nest/redis-streams-server.ts imports libs/queue/src/consumer/',
    ],
    [
      'of a folder and the file beside it that imports the folder',
      'libs/queue/src/redis/timing.ts',
      "export * from '../queue-pause.js';",
      'A circle of redis and queue-pause.ts in libs/queue/src: libs/queue/src/queue-pause.ts imports libs/queue/src/redis/',
    ],
    [
      'over several steps',
      'libs/queue/src/redis/timing.ts',
      "await import('../index.js');",
      'A circle of redis and index.ts in libs/queue/src: libs/queue/src/index.ts imports ',
    ],
    ['of one', 'libs/config/src/new-id.ts', "import './new-id.js';", 'A file may not import itself'],
  ])('%s are refused', async (_, file, code, problem) => {
    expect(await lint(file, code)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['libs/queue/src/consumer/pause-gate.ts', "import './queue-entry.js'; import '../redis/redis-link.js';"],
    ['libs/queue/src/nest/queue.module.ts', "import '../queue-admin.js'; import '#config'; import 'rxjs';"],
    // Nothing imports a test.
    ['libs/queue/src/redis/redis-link.spec.ts', "import '../index.js'; import '../testing/eventually.js';"],
    ['test/faults/harness/load.ts', "import '../../support/client.js'; import '#messaging';"],
  ])('%s may say: %s', async (file, code) => {
    expect(await lint(file, code)).toEqual([]);
  });
});
