import { eventually } from '../../support/eventually.js';
import { Chance, FAULT_SEED } from './chance.js';
import { type Expectation, expectExactlyOnce } from './expect-exactly-once.js';
import { Load, type LoadOptions } from './load.js';
import type { SystemUnderFault } from './system-under-fault.js';
import type { FinalRow } from './verdict.js';

/** Something that goes wrong; resolves when it is over. It leaves every process running, or restarts it. */
export interface Fault {
  name: string;
  inject(system: SystemUnderFault, chance: Chance): Promise<void>;
}

export interface SurviveOptions extends Expectation {
  load?: LoadOptions;
  /** As many are under way when the fault comes. Default 10. */
  backlog?: number;
  /** Accepted before the fault, and again after it. */
  messages?: number;
}

const BACKLOG = 10;

/** The longest a scenario of the short form may take, for Jest. */
export const SCENARIO_MS = 60_000;

/**
 * One scenario: a load, the fault in the midst of it, and the load goes on; then the one check. That the api accepts and
 * the processors finish after the fault without anybody's help is part of it.
 */
export async function survive(
  system: SystemUnderFault,
  fault: Fault,
  { load: loadOptions, messages = 40, backlog = BACKLOG, ...expectation }: SurviveOptions = {},
): Promise<FinalRow[]> {
  process.stderr.write(`FAULT_SEED=${FAULT_SEED} ${fault.name}\n`);
  const chance = new Chance(fault.name);
  const since = await databaseTime(system);
  const load = new Load(system, chance, loadOptions);
  try {
    await load.accepts(messages);
    await underWay(system, backlog);
    await fault.inject(system, chance);
    await load.accepts(messages);
    await load.stop();
    return await expectExactlyOnce(system, load, since, expectation);
  } catch (error) {
    process.stderr.write(`FAILED ${fault.name}\n${(error as Error).message}\n`);
    (error as Error).message = `[FAULT_SEED=${FAULT_SEED}] ${fault.name}: ${(error as Error).message}`;
    throw error;
  } finally {
    await load.stop();
  }
}

/** Waits until so many messages wait or are in hand: a fault that finds nothing to break proves nothing. */
async function underWay(system: SystemUnderFault, least: number): Promise<void> {
  await eventually(async () => {
    const { rows } = await system.database.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM messages WHERE status IN ('pending', 'sending', 'retry')",
    );
    expect(rows[0]?.count).toBeGreaterThanOrEqual(least);
  });
}

async function databaseTime(system: SystemUnderFault): Promise<Date> {
  const { rows } = await system.database.pool.query<{ now: Date }>('SELECT now() AS now');
  return (rows[0] as { now: Date }).now;
}
