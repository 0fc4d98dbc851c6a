import { LONG } from '../harness/seeded-choices.js';
import { inTurn, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import * as faults from '../inject/postgres-faults.js';

const { TABLE_LOCKED, ROWS_LOCKED, ...absences } = faults;

export function postgresScenarios(system: () => SystemUnderFault): void {
  describe('a PostgreSQL that is away, crashes, is full or is locked', () => {
    const scenarios = LONG
      ? Object.values(faults)
      : [inTurn(Object.values(absences)), inTurn([TABLE_LOCKED, ROWS_LOCKED])];
    it.each(scenarios)('$name', (fault) => survive(system(), fault), SCENARIO_MS);
  });
}
