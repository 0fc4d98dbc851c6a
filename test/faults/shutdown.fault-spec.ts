import { eventually } from '../support/eventually.js';
import { aText } from './harness/load.js';
import { ANSWER } from './harness/conduct.js';
import { type Fault, SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';

const IN_FLIGHT = 200;
const GRACE_SECONDS = 1;
/** What may pass between the end of the calls, or of the grace time, and the end of the process. */
const LEAVE_MS = 2_000;

describe(`a processor that is told to stop with ${IN_FLIGHT} calls in flight`, () => {
  let system: SystemUnderFault;
  beforeAll(async () => {
    const variables = {
      SMS_CONCURRENCY: String(IN_FLIGHT),
      PROVIDER_TIMEOUT_MS: '30000',
      SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
    };
    system = await SystemUnderFault.start({ processors: 1, variables });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  /** Stops the one processor while every slot of it has a call in flight; answers how long it took to leave. */
  async function stopInFlight(release: boolean): Promise<number> {
    const { provider } = system;
    const [processor] = system.processors as [(typeof system.processors)[0]];
    provider.conduct = () => ({ kind: 'hold' });
    await eventually(() => expect(provider.holding).toBe(IN_FLIGHT));
    const told = performance.now();
    const exit = processor.stop();
    if (release) provider.release();
    expect(await exit).toBe(0);
    const took = performance.now() - told;
    provider.conduct = ANSWER;
    provider.release();
    await (await system.replace(processor)).up();
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
  const load = { concurrency: 10, pauseMs: 5, post: (_: unknown, number: number) => aText(number) };

  it(
    RELEASED.name,
    async () => {
      const rows = await survive(system, RELEASED, { load });
      const { rows: attempts } = await system.database.pool.query('SELECT 1 FROM send_attempts');
      expect(attempts).toHaveLength(rows.length);
    },
    SCENARIO_MS,
  );

  it(NOT_RELEASED.name, () => survive(system, NOT_RELEASED, { load }), SCENARIO_MS);
});
