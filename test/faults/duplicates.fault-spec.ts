import { MESSAGE_QUEUES } from '#messaging';
import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { ENTRIES_COPIED } from './inject/duplicate-faults.js';
import { CUTS } from './inject/provider-faults.js';

describe('more than one way to the same message', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    // Synchronous mode: the api sends each message itself and also queues it for the processors.
    system = await SystemUnderFault.start({ variables: { SYNC_MESSAGE_PROCESSING: 'true' } });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each([ENTRIES_COPIED, CUTS])(
    'synchronous mode; $name',
    (fault) => survive(system, fault, { backlog: 3 }),
    SCENARIO_MS,
  );

  it('queues in synchronous mode what it sends', async () => {
    const added = await system.redis.redis.xlen(MESSAGE_QUEUES.sms);
    const { rows } = await system.database.pool.query("SELECT 1 FROM messages WHERE type = 'sms'");
    expect(added).toBeGreaterThanOrEqual(rows.length);
  });
});
