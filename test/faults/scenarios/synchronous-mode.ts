import type { AppProcess } from '../harness/app-process.js';
import { inTurn, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { ENTRIES_COPIED } from '../inject/duplicate-faults.js';
import { CUTS } from '../inject/provider-faults.js';

/** A client waits until its message is sent: no more can be under way than there are clients. */
const FEW = 3;

export function synchronousModeScenarios(system: () => SystemUnderFault): void {
  describe('an api that sends by itself what it also queues for three processors', () => {
    let api: AppProcess;
    beforeAll(async () => {
      api = await system().guest('api', { SYNC_MESSAGE_PROCESSING: 'true' });
    }, SCENARIO_MS);
    afterAll(() => api?.kill());

    it(
      `${ENTRIES_COPIED.name}, then ${CUTS.name}; every message has an entry`,
      async () => {
        const before = await added(system());
        const load = { apis: () => [api] };
        const rows = await survive(system(), inTurn([ENTRIES_COPIED, CUTS], FEW), { load, backlog: FEW });
        const texts = rows.filter(({ type }) => type === 'sms');
        expect((await added(system())) - before).toBeGreaterThanOrEqual(texts.length);
      },
      SCENARIO_MS,
    );
  });
}

/** Entries ever added to the queue of texts. */
async function added({ redis: { redis } }: SystemUnderFault): Promise<number> {
  const info = (await redis.xinfo('STREAM', 'message_queue:sms')) as unknown[];
  return Number(info[info.indexOf('entries-added') + 1]);
}
