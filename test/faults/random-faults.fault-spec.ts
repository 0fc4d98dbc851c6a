import { SeededChoices, LONG } from './harness/seeded-choices.js';
import { type Fault, inTurn, SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { ENTRIES_COPIED } from './inject/duplicate-faults.js';
import { REPLICA_PROMOTED } from './inject/failover-faults.js';
import * as postgresFaults from './inject/postgres-faults.js';
import * as processFaults from './inject/process-faults.js';
import * as providerFaults from './inject/provider-faults.js';
import * as redisFaults from './inject/redis-faults.js';

/** Each is struck by faults of its own; side by side, because a fault waits more than it works. */
const SYSTEMS = LONG ? 2 : 1;
const FAULTS = LONG ? 500 : 3;
/** To each system, between two checks. */
const PER_CHECK = LONG ? 10 : 3;

const { PAUSED_A_MINUTE: _, ...ofRedis } = redisFaults;
const EVERYTHING: Fault[] = [processFaults, ofRedis, providerFaults, postgresFaults]
  .flatMap((room) => Object.values(room))
  .concat(REPLICA_PROMOTED, ENTRIES_COPIED);

describe('two apis and three processors survive whatever comes', () => {
  const systems: SystemUnderFault[] = [];
  beforeAll(async () => {
    for (let number = 0; number < SYSTEMS; number += 1) systems.push(await SystemUnderFault.start());
  }, SCENARIO_MS);
  afterAll(() => Promise.all(systems.map((system) => system.stop())), SCENARIO_MS);

  const rounds = Array.from({ length: FAULTS / PER_CHECK / SYSTEMS }, (_, round) => round);
  it.each(rounds)(
    `${PER_CHECK} faults of chance, one after the other, in each of ${SYSTEMS} systems: round %i`,
    async (round) => {
      const struck = systems.map((system, number) => survive(system, inTurn(drawn(round, number))));
      const ends = await Promise.allSettled(struck);
      expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    },
    SCENARIO_MS,
  );
});

/** The faults of one round for one system: always the same for one seed. */
function drawn(round: number, system: number): Fault[] {
  const choices = new SeededChoices(`round ${round} of system ${system}`);
  return Array.from({ length: PER_CHECK }, () => choices.pick(EVERYTHING));
}
