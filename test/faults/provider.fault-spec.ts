import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import * as faults from './inject/provider-faults.js';

/** Ten failures in a row open the circuit; so many per processor may cost a message a retry, and no more. */
const MOST_RETRIES_WHILE_DOWN = 3;

describe('a provider that is late, wrong, busy or away', () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    system = await SystemUnderFault.start();
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  const { DOWN, ...others } = faults;
  it.each(Object.values(others))('$name', (fault) => survive(system, fault), SCENARIO_MS);

  it(
    `${DOWN.name}; its messages keep their retries`,
    async () => {
      const rows = await survive(system, DOWN);
      const most = Math.max(...rows.map(({ retryCount }) => retryCount));
      expect(most).toBeLessThanOrEqual(MOST_RETRIES_WHILE_DOWN);
    },
    SCENARIO_MS,
  );
});
