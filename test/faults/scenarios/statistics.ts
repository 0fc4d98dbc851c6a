import { eventually } from '../../support/eventually.js';
import { fromCounters, fromEvents } from '../../statistics/counted.js';
import { SCENARIO_MS } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';

/** Figures are ten seconds old at most; a machine that has better things to do may take longer. */
const COUNTED_WITHIN_MS = 30_000;

/** The last of all: over whatever went wrong in the scenarios before. */
export function statisticsScenarios(system: () => SystemUnderFault): void {
  it(
    'with counters that are, event by event, what the rows say',
    async () => {
      const { pool } = system().database;
      await eventually(async () => {
        const counted = await fromCounters(pool);
        expect(Object.keys(counted).length).toBeGreaterThan(0);
        expect(counted).toEqual(await fromEvents(pool));
      }, COUNTED_WITHIN_MS);
    },
    SCENARIO_MS,
  );
}
