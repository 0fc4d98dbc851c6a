import { setTimeout as lasting } from 'node:timers/promises';
import { selfSigned } from '../../../libs/http/src/testing/self-signed.js';
import { eventually } from '../../support/eventually.js';
import { absent } from '../harness/absent.js';
import { type SeededChoices, LONG } from '../harness/seeded-choices.js';
import {
  ANSWER,
  type ProviderBehaviour,
  type BehaviourOf,
  sometimes,
} from '../harness/provider-behaviour.js';
import type { Fault } from '../harness/survive.js';
import { waitingMails } from '../harness/final-state.js';

/** So many requests meet the fault. */
const REQUESTS = LONG ? 150 : 60;
const MET_WITHIN_MS = 60_000;
const DOWN_MS = LONG ? 20_000 : 2_000;
const TOO_MANY_MS = 1_500;
/** PROVIDER_TIMEOUT_MS of the suite is 500, and its settle time 1,000. */
const AFTER_TIMEOUT_MS = 700;
/** All had to wait: only what was in flight, and a few after each wait, may have knocked. */
const MAX_PROBES = 80;

const late = (): ProviderBehaviour => ({ kind: 'answer', afterMs: AFTER_TIMEOUT_MS });
const takesLate = (): ProviderBehaviour => ({ kind: 'take late', afterMs: AFTER_TIMEOUT_MS });
const cut = (): ProviderBehaviour => ({ kind: 'cut' });
const fails = (choices: SeededChoices): ProviderBehaviour => ({
  kind: 'refuse',
  status: choices.pick([500, 502, 503]),
});
const garbage = (choices: SeededChoices): ProviderBehaviour => ({ kind: 'garbage', taken: choices.of(0.5) });

export const ANSWERS_LATE = misbehaving(
  'the provider takes a message and answers after our timeout',
  0.5,
  late,
);
export const TAKES_LATE = misbehaving('the provider takes a message only after our timeout', 0.5, takesLate);
export const CUTS = misbehaving('the provider takes a message and cuts the connection', 0.5, cut);
export const FAILS_OFTEN = misbehaving('the provider fails 30 % with 5xx', 0.3, fails);
export const GARBAGE = misbehaving(
  'the provider answers with garbage, whether or not it took the message',
  0.5,
  garbage,
);

/** All of the above at once. */
export const EVERY_MISBEHAVIOUR = misbehaving(
  'the provider answers late, takes late, cuts, fails and talks garbage, all at once',
  0.6,
  (choices) => choices.pick([late, takesLate, cut, fails, garbage])(choices),
);

export const TOO_MANY: Fault = {
  name: 'one provider answers 429 with Retry-After, and the other goes on',
  async inject(system) {
    const { ledger } = system.provider;
    const mails = () => ledger.countOf('sendgrid') + ledger.countOf('ses');
    const mailsBefore = mails();
    let probes = 0;
    system.behave((request) => {
      if (request.provider !== 'twilio') return ANSWER(request);
      probes += 1;
      return { kind: 'refuse', status: 429, retryAfterSeconds: 1 };
    });
    await eventually(() => expect(probes).toBeGreaterThan(0), MET_WITHIN_MS);
    await lasting(TOO_MANY_MS);
    await eventually(async () => {
      // A load that is full of texts which have to wait posts no mails.
      if (mails() === mailsBefore) expect(await waitingMails(system)).toBe(0);
    }, MET_WITHIN_MS);
    expect(probes).toBeLessThan(MAX_PROBES);
    system.behave(ANSWER);
  },
};

export const DOWN: Fault = {
  name: `the provider refuses connections for ${DOWN_MS / 1_000} s and is back`,
  inject: ({ providers }) => absent(providers, () => lasting(DOWN_MS)),
};

export const UNTRUSTED: Fault = {
  name: 'somebody answers in place of the provider with a certificate of his own',
  inject: ({ providers }) =>
    absent(providers, async () => {
      const stranger = selfSigned();
      await Promise.all(providers.map((provider) => provider.up(stranger)));
      await lasting(DOWN_MS);
      await Promise.all(providers.map((provider) => provider.down()));
    }),
};

function misbehaving(
  name: string,
  share: number,
  behaviour: (choices: SeededChoices) => ProviderBehaviour,
): Fault {
  return {
    name,
    async inject(system, choices) {
      const wanted = system.requests + REQUESTS;
      const bad: BehaviourOf = () => behaviour(choices);
      system.behave(sometimes(choices, share, bad));
      await eventually(() => expect(system.requests).toBeGreaterThanOrEqual(wanted), MET_WITHIN_MS);
      system.behave(ANSWER);
    },
  };
}
