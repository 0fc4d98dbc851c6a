import { MESSAGE_QUEUES } from '#messaging';
import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { ENTRIES_COPIED } from './inject/duplicate-faults.js';
import { CUTS } from './inject/provider-faults.js';

describe('an api that sends by itself what it also queues for two processors', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start({ variables: { SYNC_MESSAGE_PROCESSING: 'true' } });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each([ENTRIES_COPIED, CUTS])('$name', (fault) => survive(system, fault, { backlog: 3 }), SCENARIO_MS);

  it('queues everything it sent', async () => {
    const added = await system.redis.redis.xlen(MESSAGE_QUEUES.sms);
    const { rows } = await system.database.pool.query("SELECT 1 FROM messages WHERE type = 'sms'");
    expect(added).toBeGreaterThanOrEqual(rows.length);
  });
});
