import { survive, SCENARIO_MS } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import * as faults from './inject/process-faults.js';

describe('processes that die, freeze and restart', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start({ apis: 2, processors: 3 });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each(Object.values(faults))('$name', (fault) => survive(system, fault), SCENARIO_MS);
});
