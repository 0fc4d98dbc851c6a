import { Chance, LONG } from '../harness/chance.js';
import { inTurn, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { ENTRIES_COPIED } from '../inject/duplicate-faults.js';
import { REPLICA_PROMOTED } from '../inject/failover-faults.js';
import * as postgresFaults from '../inject/postgres-faults.js';
import * as processFaults from '../inject/process-faults.js';
import * as providerFaults from '../inject/provider-faults.js';
import * as redisFaults from '../inject/redis-faults.js';

/** Faults of the random mix, and how many come between two checks. */
const MIXED = LONG ? 500 : 3;
const PER_CHECK = LONG ? 10 : 3;

const { PAUSED_A_MINUTE: _, ...ofRedis } = redisFaults;
const EVERYTHING = [processFaults, ofRedis, providerFaults, postgresFaults]
  .flatMap((room) => Object.values(room))
  .concat(REPLICA_PROMOTED, ENTRIES_COPIED);

export function mixScenarios(system: () => SystemUnderFault): void {
  const rounds = Array.from({ length: MIXED / PER_CHECK }, (_, round) => round);
  it.each(rounds)(
    `${PER_CHECK} faults of chance, one after the other: round %i`,
    async (round) => {
      const chance = new Chance(`mix ${round}`);
      const faults = Array.from({ length: PER_CHECK }, () => chance.pick(EVERYTHING));
      await survive(system(), inTurn(faults));
    },
    SCENARIO_MS,
  );
}
