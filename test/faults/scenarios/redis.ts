import { LONG } from '../harness/seeded-choices.js';
import { inTurn, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { ENTRIES_COPIED } from '../inject/duplicate-faults.js';
import { REPLICA_PROMOTED } from '../inject/failover-faults.js';
import * as faults from '../inject/redis-faults.js';

const { PAUSED_A_MINUTE, ...short } = faults;
const { CLIENTS_KILLED, PAUSED, ASLEEP, OUT_OF_MEMORY, ...losses } = short;

export function redisScenarios(system: () => SystemUnderFault): void {
  describe('a Redis that loses what it holds, repeats it, or does not answer', () => {
    const scenarios = LONG
      ? [...Object.values(short), PAUSED_A_MINUTE]
      : [inTurn([CLIENTS_KILLED, PAUSED, ASLEEP, OUT_OF_MEMORY]), inTurn(Object.values(losses))];
    it.each([...scenarios, REPLICA_PROMOTED, ENTRIES_COPIED])(
      '$name',
      (fault) => survive(system(), fault),
      SCENARIO_MS,
    );
  });
}
