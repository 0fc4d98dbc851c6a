import { LONG } from '../harness/seeded-choices.js';
import { SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { equalPost } from '../inject/equal-message-faults.js';
import * as faults from '../inject/process-faults.js';

export function processScenarios(system: () => SystemUnderFault): void {
  describe('processes that die, freeze, restart and lose the time', () => {
    const { KILLED_BEFORE_RECORD, ...others } = faults;
    it.each(Object.values(others))('$name', (fault) => survive(system(), fault), SCENARIO_MS);

    it(
      `${KILLED_BEFORE_RECORD.name}, with equal messages to one number: as many are taken as were accepted`,
      () => survive(system(), KILLED_BEFORE_RECORD, { load: { post: equalPost }, byContent: true }),
      SCENARIO_MS,
    );
    if (LONG) it(KILLED_BEFORE_RECORD.name, () => survive(system(), KILLED_BEFORE_RECORD), SCENARIO_MS);
  });
}
