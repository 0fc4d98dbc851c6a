import { setTimeout as lasting } from 'node:timers/promises';
import { MESSAGE_QUEUES } from '#messaging';
import { eventually } from '../../support/eventually.js';
import type { AppProcess } from '../harness/app-process.js';
import { LONG } from '../harness/seeded-choices.js';
import { ANSWER, sometimes } from '../harness/provider-behaviour.js';
import type { Fault } from '../harness/survive.js';

const KILLS = LONG ? 20 : 6;
const KILL_EVERY_MS = 300;
const HANGS = 8;
const TEXT_QUEUES = MESSAGE_QUEUES.filter((queue) => !queue.startsWith('message_queue:email'));
const HANGS_WITHIN_MS = 30_000;
/** Longer than lease and settle time together: whatever it had in hand is another's by then. */
const FROZEN_MS = 4_500;
/** Longer than it takes until a call without an answer is looked up. */
const WRONG_CLOCK_MS = 4_000;

export const PROCESSORS_KILLED: Fault = {
  name: `a random processor is killed every ${KILL_EVERY_MS} ms, ${KILLS} times`,
  async inject(system, choices) {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const victim = choices.pick(system.processors);
      await victim.kill();
      await system.replace(victim);
      await lasting(KILL_EVERY_MS);
    }
    await system.restored();
  },
};

export const API_KILLED: Fault = {
  name: 'an api is killed while it takes messages',
  async inject(system, choices) {
    await choices.pick(system.apis).kill();
    await system.restored();
  },
};

export const KILLED_BEFORE_RECORD: Fault = {
  name: 'every processor is killed between the accept of the provider and its record',
  async inject(system) {
    let hanging = 0;
    system.behave(({ provider }) => {
      if (provider === 'twilio' || provider === 'vonage') hanging += 1;
      return { kind: 'hang' };
    });
    await eventually(() => expect(hanging).toBeGreaterThanOrEqual(HANGS), HANGS_WITHIN_MS);
    await Promise.all(system.processors.map((processor) => processor.kill()));
    // What no handler has ended, nobody has acknowledged.
    const queues = await Promise.all(TEXT_QUEUES.map((queue) => system.admin.stats(queue)));
    const pending = queues.reduce((sum, queue) => sum + queue.pending, 0);
    expect(pending).toBeGreaterThanOrEqual(HANGS / 2);
    system.behave(ANSWER);
    await system.restored();
  },
};

export const PROCESSOR_FROZEN: Fault = {
  name: 'a processor stands still for longer than its leases, and goes on',
  async inject(system, choices) {
    const victim = choices.pick(system.processors);
    victim.freeze();
    await lasting(FROZEN_MS);
    victim.thaw();
  },
};

/** Meanwhile calls get no answer, so that there is something to be settled by a wrong clock. */
export const CLOCKS_JUMP: Fault = {
  name: 'the clock of one processor jumps an hour ahead, of another an hour behind, and both back',
  async inject(system, choices) {
    const [ahead, behind] = system.processors as [AppProcess, AppProcess];
    system.behave(sometimes(choices, 0.3, () => ({ kind: 'garbage', taken: choices.of(0.5) })));
    ahead.setClock('an hour ahead');
    behind.setClock('an hour behind');
    await lasting(WRONG_CLOCK_MS);
    ahead.setClock('right');
    behind.setClock('right');
    system.behave(ANSWER);
  },
};

/** Half of the apis and processors at a time, the odd one with the second half. */
export const ROLLING_RESTART: Fault = {
  name: 'every processor and api is stopped and replaced, some at a time',
  async inject(system) {
    for (const turn of [0, 1]) {
      const these = system.processes.filter((_, number) => number % 2 === turn);
      await Promise.all(
        these.map(async (each) => {
          expect(await each.stop()).toBe(0);
          await (await system.replace(each)).up();
        }),
      );
    }
  },
};
