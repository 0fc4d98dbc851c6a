import type { FinalRow } from './harness/final-state.js';
import { SeededChoices, LONG } from './harness/seeded-choices.js';
import { type Fault, inTurn, SCENARIO_MS, survive } from './harness/survive.js';
import type { SystemUnderFault } from './harness/system-under-fault.js';
import { EVERY_LANE, startWithTwoProviders } from './harness/two-providers.js';
import * as accountFaults from './inject/account-faults.js';
import { ENTRIES_COPIED } from './inject/duplicate-faults.js';
import { REPLICA_PROMOTED } from './inject/failover-faults.js';
import * as postgresFaults from './inject/postgres-faults.js';
import * as processFaults from './inject/process-faults.js';
import * as providerFaults from './inject/provider-faults.js';
import * as redisFaults from './inject/redis-faults.js';

/** Each is struck by faults of its own; side by side, because a fault waits more than it works. */
const SYSTEMS = LONG ? 2 : 1;
/** Of all systems together; `RANDOM_FAULTS` asks for another number. */
const FAULTS = Number(process.env.RANDOM_FAULTS || (LONG ? 500 : 3));
/** Among so many some lead messages elsewhere, and let some wait. */
const MANY = 50;
/** To each system, between two checks. */
const PER_CHECK = LONG ? 10 : 3;

const { PAUSED_A_MINUTE: _, ...ofRedis } = redisFaults;
const EVERYTHING: Fault[] = [processFaults, ofRedis, providerFaults, postgresFaults, accountFaults]
  .flatMap((room) => Object.values(room))
  .concat(REPLICA_PROMOTED, ENTRIES_COPIED);

/** Two providers of each channel that fail over to each other, messages of every priority, and paces. */
describe('two apis and three processors survive whatever comes', () => {
  const systems: SystemUnderFault[] = [];
  beforeAll(async () => {
    for (let number = 0; number < SYSTEMS; number += 1) systems.push(await startWithTwoProviders());
  }, SCENARIO_MS);
  afterAll(() => Promise.all(systems.map((system) => system.stop())), SCENARIO_MS);

  const rounds = Array.from({ length: Math.ceil(FAULTS / PER_CHECK / SYSTEMS) }, (_, round) => round);
  it.each(rounds)(
    `${PER_CHECK} faults of chance, one after the other, in each of ${SYSTEMS} systems: round %i`,
    async (round) => {
      const struck = systems.map(async (system, number) => {
        const rows = await survive(system, inTurn(drawn(round, number)), { load: EVERY_LANE });
        expect(wronglyRecorded(system, rows)).toEqual([]);
      });
      const ends = await Promise.allSettled(struck);
      expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    },
    SCENARIO_MS,
  );

  it('by every provider and in every lane', async () => {
    for (const system of systems) {
      const { provider, priority, rerouted, paced, held } = await counts(system);
      const heldUntaken = held.filter((id) => system.provider.ledger.of(id).length === 0).length;
      const said = { provider, priority, rerouted, paced, held: held.length, heldUntaken };
      process.stderr.write(`${JSON.stringify(said)}\n`);
      expect(Object.keys(provider)).toEqual(['sendgrid', 'ses', 'twilio', 'vonage']);
      expect(Object.keys(priority)).toEqual(['bulk', 'code', 'normal']);
      if (FAULTS >= MANY) expect(Math.min(rerouted, paced)).toBeGreaterThan(0);
    }
  });
});

/** The faults of one round for one system: always the same for one seed. */
function drawn(round: number, system: number): Fault[] {
  const choices = new SeededChoices(`round ${round} of system ${system}`);
  return Array.from({ length: PER_CHECK }, () => choices.pick(EVERYTHING));
}

/** Messages of which another provider, or another id, is recorded than those that took them. */
function wronglyRecorded({ provider: { ledger } }: SystemUnderFault, rows: FinalRow[]): unknown[] {
  return rows
    .filter(({ status }) => status === 'sent')
    .map(({ id, provider, providerMessageId }) => ({ id, provider, providerMessageId, taken: ledger.of(id) }))
    .filter(({ provider, providerMessageId, taken }) =>
      taken.every((entry) => entry.provider !== provider || entry.providerMessageId !== providerMessageId),
    );
}

interface Counts {
  provider: Record<string, number>;
  priority: Record<string, number>;
  rerouted: number;
  paced: number;
  /** By policy, because nobody can know whether they were sent. */
  held: string[];
}

async function counts({ database }: SystemUnderFault): Promise<Counts> {
  const { rows } = await database.pool.query<Counts>(
    `SELECT (SELECT json_object_agg(key, n ORDER BY key) FROM (
               SELECT provider AS key, count(*) AS n FROM messages WHERE status = 'sent' GROUP BY 1) p) AS provider,
            (SELECT json_object_agg(key, n ORDER BY key) FROM (
               SELECT priority AS key, count(*) AS n FROM messages GROUP BY 1) l) AS priority,
            (SELECT count(*)::int FROM message_events WHERE type = 'rerouted') AS rerouted,
            (SELECT count(*)::int FROM message_events WHERE reason LIKE 'waits for its sender%') AS paced,
            ARRAY(SELECT id::text FROM messages WHERE error->>'code' = 'outcome_unknown') AS held`,
  );
  return rows[0] as Counts;
}
