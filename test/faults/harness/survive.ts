import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { SeededChoices, FAULT_SEED, LONG } from './seeded-choices.js';
import { type Expectation, expectExactlyOnce } from './expect-exactly-once.js';
import { Load, type LoadOptions } from './load.js';
import type { SystemUnderFault } from './system-under-fault.js';
import { databaseTime, type FinalRow, unfinished, unfinishedCount } from './final-state.js';

/** Something that goes wrong; resolves when it is over. It leaves every process running, or restarts it. */
export interface Fault {
  name: string;
  inject(system: SystemUnderFault, choices: SeededChoices): Promise<void>;
}

export interface SurviveOptions extends Expectation {
  load?: LoadOptions;
  /** As many are under way when the fault comes. Default 10. */
  backlog?: number;
  /** Accepted before the fault, and again after it. */
  messages?: number;
}

const BACKLOG = 10;
const UNDER_WAY_WITHIN_MS = 30_000;
/** From the end of a fault to the first message that came after it and was handed over. */
const RESUMES_WITHIN_MS = 45_000;
/** A scenario that is not over by then has failed, whatever it waits for. */
const MAX_SCENARIO_MS = LONG ? 600_000 : 180_000;
/** For Jest: later than our own end of a scenario, which tells more. */
export const SCENARIO_MS = MAX_SCENARIO_MS + 30_000;
/** All scenarios together; one that would begin later is not begun. */
const RUN_MS = LONG ? 4 * 3_600_000 : 600_000;

/**
 * One scenario: a load, the fault in the midst of it, and the load goes on; then the one check. That the api accepts and
 * the processors finish after the fault without anybody's help is part of it.
 */
export async function survive(
  system: SystemUnderFault,
  fault: Fault,
  options: SurviveOptions = {},
): Promise<FinalRow[]> {
  return scenario(system, fault.name, async (choices) => {
    const { load: loadOptions, messages = 25, backlog = BACKLOG, ...expectation } = options;
    const since = await databaseTime(system);
    const load = new Load(system, choices, loadOptions);
    try {
      await load.accepts(messages);
      await underWay(system, backlog);
      await fault.inject(system, choices);
      await load.accepts(messages);
      await whenSendingResumes(system);
      await load.stop();
      return await expectExactlyOnce(system, load, since, expectation);
    } finally {
      await load.stop();
    }
  });
}

/** One fault after the other under one load. Each finds work under way, and is over when new messages get through. */
export function inTurn(faults: readonly Fault[], backlog = BACKLOG): Fault {
  return {
    name: faults.map(({ name }) => name).join(', then '),
    async inject(system, choices) {
      for (const fault of faults) {
        await underWay(system, backlog);
        await fault.inject(system, choices);
        await whenSendingResumes(system).catch((error: Error) => {
          throw new Error(`after "${fault.name}": ${error.message}`, { cause: error });
        });
      }
    },
  };
}

/**
 * Runs a scenario in bounded time, and says of one that fails what is needed to look into it: the seed, the messages
 * that are stuck, the latest log lines. After the first that failed the others of its system are not begun.
 */
export async function scenario<T>(
  system: SystemUnderFault,
  name: string,
  run: (choices: SeededChoices) => Promise<T>,
): Promise<T> {
  if (system.spoilt) throw new Error(`not begun, because this failed before it: ${system.spoilt}`);
  if (performance.now() - system.startedAt > RUN_MS)
    throw new Error(`not begun: the run has taken ${RUN_MS / 1_000} s already`);
  const started = performance.now();
  const tooLong = new AbortController();
  const deadline = delay(MAX_SCENARIO_MS, undefined, { signal: tooLong.signal }).then(() => {
    throw new Error(`not over after ${MAX_SCENARIO_MS / 1_000} s`);
  });
  try {
    return await Promise.race([run(new SeededChoices(name)), deadline]);
  } catch (error) {
    system.spoilt = name;
    const stuck = await unfinished(system).catch((failure: Error) => `unknown: ${failure.message}`);
    const { message } = error as Error;
    const report = `[FAULT_SEED=${FAULT_SEED}] ${name}: ${message}\nstuck: ${stuck}\n${system.log()}`;
    process.stderr.write(`FAILED ${report}\n`);
    throw new Error(report, { cause: error });
  } finally {
    tooLong.abort();
    deadline.catch(() => undefined);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    process.stderr.write(`FAULT_SEED=${FAULT_SEED} ${name}: ${seconds} s\n`);
  }
}

/** Waits until so many messages wait or are in hand: a fault that finds nothing to break proves nothing. */
async function underWay(system: SystemUnderFault, least: number): Promise<void> {
  await eventually(async () => {
    expect(await unfinishedCount(system)).toBeGreaterThanOrEqual(least);
  }, UNDER_WAY_WITHIN_MS);
}

/** Waits for a message that was accepted from now on to be handed over. */
export async function whenSendingResumes(system: SystemUnderFault): Promise<void> {
  const now = await databaseTime(system);
  await eventually(async () => {
    const { rowCount } = await system.database.pool.query(
      "SELECT 1 FROM messages WHERE created_at > $1 AND status IN ('sent', 'delivered') LIMIT 1",
      [now],
    );
    if (rowCount === 0) throw new Error(`nothing new got through in ${RESUMES_WITHIN_MS / 1_000} s`);
  }, RESUMES_WITHIN_MS);
}

/** Waits until every processor says that it cannot work, or that it can again. */
export async function everyProcessorSays(system: SystemUnderFault, status: 200 | 503): Promise<void> {
  await eventually(async () => {
    const said = await Promise.all(system.processors.map((processor) => processor.readiness()));
    expect(new Set(said)).toEqual(new Set([status]));
  }, RESUMES_WITHIN_MS);
}
