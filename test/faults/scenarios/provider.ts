import { LONG } from '../harness/seeded-choices.js';
import { inTurn, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { equalPost, SOME_TAKEN_SOME_NOT } from '../inject/equal-message-faults.js';
import * as faults from '../inject/provider-faults.js';

const { EVERY_MISBEHAVIOUR, TOO_MANY, DOWN, UNTRUSTED, ...each } = faults;

/** Under way of a load that a provider that is away does not pile up too high. */
const FEW = 2;

export function providerScenarios(system: () => SystemUnderFault): void {
  describe('a provider that is late, wrong, busy or away', () => {
    const scenarios = [EVERY_MISBEHAVIOUR, TOO_MANY, ...(LONG ? Object.values(each) : [])];
    it.each(scenarios)('$name', (fault) => survive(system(), fault), SCENARIO_MS);

    it(
      `${DOWN.name}, then ${UNTRUSTED.name}`,
      () => survive(system(), inTurn([DOWN, UNTRUSTED], FEW), { load: { pauseMs: 150 }, backlog: FEW }),
      SCENARIO_MS,
    );

    it(
      `${SOME_TAKEN_SOME_NOT.name}: as many are taken as were accepted`,
      () => survive(system(), SOME_TAKEN_SOME_NOT, { load: { post: equalPost }, byContent: true }),
      SCENARIO_MS,
    );
  });
}
