import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { ENTRIES_COPIED } from './inject/duplicate-faults.js';
import { EQUAL_KILLED_BEFORE_RECORD, equalPost, SOME_TAKEN_SOME_NOT } from './inject/equal-message-faults.js';
import * as processFaults from './inject/process-faults.js';
import * as providerFaults from './inject/provider-faults.js';
import * as redisFaults from './inject/redis-faults.js';

/** Ten failures in a row open a processor's circuit, with eight calls in flight; then there is one trial now and then. */
const MOST_RETRIES_PER_PROCESSOR = 30;
const { DOWN, ...misconduct } = providerFaults;

describe('two apis and three processors', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start({ apis: 2, processors: 3 });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  describe('that die, freeze and restart', () => {
    it.each(Object.values(processFaults))('$name', (fault) => survive(system, fault), SCENARIO_MS);
  });

  describe('with a Redis that loses what it holds, repeats it, or does not answer', () => {
    const faults = [...Object.values(redisFaults), ENTRIES_COPIED];
    it.each(faults)('$name', (fault) => survive(system, fault), SCENARIO_MS);
  });

  describe('with a provider that is late, wrong, busy or away', () => {
    it.each(Object.values(misconduct))('$name', (fault) => survive(system, fault), SCENARIO_MS);

    it(
      `${DOWN.name}; its messages keep their retries`,
      async () => {
        const rows = await survive(system, DOWN, { load: { pauseMs: 150 }, backlog: 2 });
        const retries = rows.reduce((sum, { retryCount }) => sum + retryCount, 0);
        expect(retries).toBeLessThanOrEqual(MOST_RETRIES_PER_PROCESSOR * system.processors.length);
      },
      SCENARIO_MS,
    );
  });

  describe('with equal messages to one number, whose outcomes are unknown', () => {
    it.each([SOME_TAKEN_SOME_NOT, EQUAL_KILLED_BEFORE_RECORD])(
      '$name: as many are taken as were accepted',
      (fault) => survive(system, fault, { load: { post: equalPost }, byContent: true }),
      SCENARIO_MS,
    );
  });
});
