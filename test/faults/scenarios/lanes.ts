import { MESSAGE_PRIORITIES } from '#entities';
import { queueOfLane } from '#messaging';
import { eventually } from '../../support/eventually.js';
import { aText } from '../harness/load.js';
import { ANSWER } from '../harness/provider-behaviour.js';
import { type Fault, SCENARIO_MS, survive } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';

/** In each lane: more than the processors have in hand together. */
const WAITING = 12;
const FILLED_WITHIN_MS = 60_000;

const WIPED: Fault = {
  name: 'Redis is wiped while all three lanes hold work',
  async inject({ admin, redis }) {
    await eventually(async () => {
      for (const priority of MESSAGE_PRIORITIES) {
        const { depth } = await admin.position(queueOfLane({ type: 'sms', priority }));
        expect({ priority, holdsWork: depth > WAITING }).toEqual({ priority, holdsWork: true });
      }
    }, FILLED_WITHIN_MS);
    await redis.redis.flushall();
  },
};

export function laneScenarios(system: () => SystemUnderFault): void {
  describe('lanes', () => {
    it(
      WIPED.name,
      async () => {
        system().provider.behaviour = () => ({ kind: 'answer', afterMs: 300 });
        const rows = await survive(system(), WIPED, {
          load: {
            concurrency: 12,
            post: (choices, number) => ({ ...aText(number), priority: choices.pick(MESSAGE_PRIORITIES) }),
          },
          messages: 100,
        });
        expect(rows.length).toBeGreaterThan(200);
        system().provider.behaviour = ANSWER;
      },
      SCENARIO_MS,
    );
  });
}
