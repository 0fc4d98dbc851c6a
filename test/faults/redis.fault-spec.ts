import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import * as faults from './inject/redis-faults.js';

describe('a Redis that loses what it holds, or does not answer', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start();
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each(Object.values(faults))('$name', (fault) => survive(system, fault), SCENARIO_MS);
});
