import { setTimeout as lasting } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { LONG } from '../harness/chance.js';
import { ANSWER } from '../harness/conduct.js';
import type { Fault } from '../harness/survive.js';

const KILLS = LONG ? 20 : 8;
const KILL_EVERY_MS = 300;
const HANGS = 10;
/** Longer than lease and settle time together: whatever it had in hand is another's by then. */
const FROZEN_MS = 4_500;

export const PROCESSORS_KILLED: Fault = {
  name: `a random processor is killed every ${KILL_EVERY_MS} ms, ${KILLS} times`,
  async inject(system, chance) {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const victim = chance.pick(system.processors);
      await victim.kill();
      await system.replace(victim);
      await lasting(KILL_EVERY_MS);
    }
    await system.restored();
  },
};

export const API_KILLED: Fault = {
  name: 'an api is killed while it takes messages, twice',
  async inject(system, chance) {
    for (let kill = 0; kill < 2; kill += 1) {
      await chance.pick(system.apis).kill();
      await system.restored();
    }
  },
};

export const KILLED_BEFORE_RECORD: Fault = {
  name: 'every processor is killed between the accept of the provider and its record',
  async inject(system) {
    let hanging = 0;
    system.provider.conduct = () => {
      hanging += 1;
      return { kind: 'hang' };
    };
    await eventually(() => expect(hanging).toBeGreaterThanOrEqual(HANGS));
    await Promise.all(system.processors.map((processor) => processor.kill()));
    system.provider.conduct = ANSWER;
    await system.restored();
  },
};

export const PROCESSOR_FROZEN: Fault = {
  name: 'a processor stands still for longer than its leases, and goes on',
  async inject(system, chance) {
    const victim = chance.pick(system.processors);
    victim.freeze();
    await lasting(FROZEN_MS);
    victim.thaw();
  },
};

export const ROLLING_RESTART: Fault = {
  name: 'every processor and api is stopped and replaced in turn',
  async inject(system) {
    const { apis, processors } = system;
    for (const turn of processors.keys()) {
      const couple = [processors[turn], apis[turn]].filter((each) => each !== undefined);
      await Promise.all(
        couple.map(async (each) => {
          expect(await each.stop()).toBe(0);
          await (await system.replace(each)).up();
        }),
      );
    }
  },
};
