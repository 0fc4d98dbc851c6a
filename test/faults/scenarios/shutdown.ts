import { once } from 'node:events';
import { connect } from 'node:net';
import type { AppProcess } from '../harness/app-process.js';
import { eventually } from '../../support/eventually.js';
import { ANSWER } from '../harness/provider-behaviour.js';
import { aText } from '../harness/load.js';
import { type Fault, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';

const IN_FLIGHT = 200;
const FULL_WITHIN_MS = 60_000;
const GRACE_SECONDS = 1;
/** What may pass between the end of the calls, or of the grace time, and the end of the process. */
const LEAVE_MS = 3_000;

/** Every slot of it has a call in flight at once; the other processors stand still meanwhile. */
const VARIABLES = {
  SMS_CONCURRENCY: String(IN_FLIGHT),
  PROVIDER_TIMEOUT_MS: '30000',
  SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
  // Longer than the scenario: it has to give its leases up for others to go on.
  CLAIM_LEASE_SECONDS: '120',
};
const LOAD = {
  concurrency: 8,
  pauseMs: 5,
  maxUnfinished: IN_FLIGHT + 50,
  post: (_: unknown, number: number) => aText(number),
};

export function shutdownScenarios(system: () => SystemUnderFault): void {
  describe(`a processor that is told to stop with ${IN_FLIGHT} calls in flight`, () => {
    let processor: AppProcess;
    beforeEach(async () => {
      processor = await system().guest('processor', VARIABLES);
      for (const other of system().processors) other.freeze();
    }, SCENARIO_MS);
    afterEach(async () => {
      for (const other of system().processors) other.thaw();
      await processor?.kill();
    });

    /** Resolves with how long it took to leave. `release`: its calls end while it is leaving. */
    async function stopInFlight(release: boolean): Promise<number> {
      const { provider, processors } = system();
      provider.behaviour = () => ({ kind: 'hold' });
      await eventually(() => expect(provider.holding).toBe(IN_FLIGHT), FULL_WITHIN_MS);
      // Somebody who only keeps a connection to its health port open must not keep it from leaving.
      const idle = connect(processor.port);
      await once(idle, 'connect');
      const told = performance.now();
      const exit = processor.stop();
      if (release) provider.release();
      expect(await exit).toBe(0);
      const took = performance.now() - told;
      idle.destroy();
      provider.behaviour = ANSWER;
      provider.release();
      for (const other of processors) other.thaw();
      return took;
    }

    const RELEASED: Fault = {
      name: 'it ends them, acknowledges, and leaves at once',
      inject: async () => expect(await stopInFlight(true)).toBeLessThan(LEAVE_MS),
    };
    const NOT_RELEASED: Fault = {
      name: 'past the grace time it leaves them to others',
      inject: async () => expect(await stopInFlight(false)).toBeLessThan(GRACE_SECONDS * 1_000 + LEAVE_MS),
    };

    it(
      RELEASED.name,
      async () => {
        const rows = await survive(system(), RELEASED, { load: LOAD, backlog: 0 });
        // No call was lost: none was looked up or made again.
        expect(rows.filter(({ attempts }) => attempts !== 1)).toEqual([]);
      },
      SCENARIO_MS,
    );

    it(NOT_RELEASED.name, () => survive(system(), NOT_RELEASED, { load: LOAD, backlog: 0 }), SCENARIO_MS);
  });
}
