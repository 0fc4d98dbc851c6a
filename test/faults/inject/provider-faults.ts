import { setTimeout as lasting } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { type Chance, LONG } from '../harness/chance.js';
import { ANSWER, type ConductOf, sometimes } from '../harness/conduct.js';
import type { Fault } from '../harness/survive.js';

/** So many requests meet the fault. */
const REQUESTS = LONG ? 400 : 60;
const DOWN_MS = LONG ? 20_000 : 5_000;
/** PROVIDER_TIMEOUT_MS of the suite is 500, and its settle time 1,000. */
const AFTER_TIMEOUT_MS = 700;

export const ANSWERS_LATE = misbehaving(
  'the provider takes a message and answers after our timeout',
  (chance) => sometimes(chance, 0.5, () => ({ kind: 'answer', afterMs: AFTER_TIMEOUT_MS })),
);

export const TAKES_LATE = misbehaving('the provider takes a message only after our timeout', (chance) =>
  sometimes(chance, 0.5, () => ({ kind: 'take late', afterMs: AFTER_TIMEOUT_MS })),
);

export const CUTS = misbehaving('the provider takes a message and cuts the connection', (chance) =>
  sometimes(chance, 0.5, () => ({ kind: 'cut' })),
);

export const FAILS_OFTEN = misbehaving('the provider fails 30 % with 5xx', (chance) =>
  sometimes(chance, 0.3, () => ({ kind: 'refuse', status: chance.pick([500, 502, 503]) })),
);

export const GARBAGE = misbehaving(
  'the provider answers with garbage, whether or not it took the message',
  (chance) => sometimes(chance, 0.5, () => ({ kind: 'garbage', taken: chance.of(0.5) })),
);

export const TOO_MANY: Fault = {
  name: 'the provider answers 429 with Retry-After',
  async inject({ provider }) {
    const before = provider.requests;
    provider.conduct = () => ({ kind: 'refuse', status: 429, retryAfterSeconds: 1 });
    await eventually(() => expect(provider.requests).toBeGreaterThan(before));
    await lasting(2_000);
    // All had to wait: only what was in flight, and a few after each wait, may have knocked.
    expect(provider.requests - before).toBeLessThan(80);
    provider.conduct = ANSWER;
  },
};

export const DOWN: Fault = {
  name: `the provider refuses connections for ${DOWN_MS / 1_000} s and is back`,
  async inject({ provider }) {
    await provider.down();
    await lasting(DOWN_MS);
    await provider.up();
  },
};

function misbehaving(name: string, conductOf: (chance: Chance) => ConductOf): Fault {
  return {
    name,
    async inject({ provider }, chance) {
      const wanted = provider.requests + REQUESTS;
      provider.conduct = conductOf(chance);
      await eventually(() => expect(provider.requests).toBeGreaterThanOrEqual(wanted), 60_000);
      provider.conduct = ANSWER;
    },
  };
}
