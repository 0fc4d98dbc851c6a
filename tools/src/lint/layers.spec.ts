import { lintText } from './testing/lint-text.js';

const lint = lintText(['sendstream/layers']);

describe('the layers of a room', () => {
  it.each([
    [
      'libs/queue/src/consumer/entry-runner.ts',
      "import { QueueModule } from '../nest/queue.module.js';",
      'consumer may not import nest, which is in a layer above',
    ],
    ['libs/queue/src/redis/redis-link.ts', "export * from '../scripts/bury-entry.js';", 'a layer above'],
    ['libs/queue/src/scripts/bury-entry.ts', "await import('../consumer/gate.js');", 'a layer above'],
    [
      'libs/providers/src/twilio/twilio-lookup.ts',
      "import type { X } from '../sendgrid/sendgrid-mail.js';",
      'twilio may not import sendgrid, which is in the same layer',
    ],
    [
      'libs/queue/src/redis/redis-link.ts',
      "let x: import('../consumer/gate.js').Gate;",
      'redis may not import consumer',
    ],
    ['libs/queue/src/elsewhere/x.ts', "import '../redis/redis-link.js';", 'in which layer of libs/queue/src'],
  ])('%s must not say: %s', async (file, code, problem) => {
    expect(await lint(file, code)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    ['libs/queue/src/nest/queue.module.ts', "import '../consumer/gate.js'; import '../redis/redis-link.js';"],
    ['libs/queue/src/consumer/pause-gate.ts', "import './queue-entry.js'; import '../queue-keys.js';"],
    ['libs/queue/src/consumer/pause-gate.spec.ts', "import '../nest/queue.module.js';"],
    ['libs/queue/src/index.ts', "import './nest/queue.module.js'; import './redis/redis-link.js';"],
    ['apps/api/src/access/client-of.ts', "import '#queue'; import 'ioredis'; import 'node:fs';"],
  ])('%s may say: %s', async (file, code) => {
    expect(await lint(file, code)).toEqual([]);
  });
});
