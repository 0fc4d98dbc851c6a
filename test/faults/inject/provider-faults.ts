import { setTimeout as lasting } from 'node:timers/promises';
import { selfSigned } from '../../../libs/http/src/testing/self-signed.js';
import { eventually } from '../../support/eventually.js';
import { type SeededChoices, LONG } from '../harness/seeded-choices.js';
import {
  ANSWER,
  type ProviderBehaviour,
  type BehaviourOf,
  sometimes,
} from '../harness/provider-behaviour.js';
import type { Fault } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
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
    const { provider } = system;
    const before = provider.requests;
    const mails = provider.ledger.countOf('sendgrid');
    const refusal: ProviderBehaviour = { kind: 'refuse', status: 429, retryAfterSeconds: 1 };
    provider.behaviour = (request) => (request.provider === 'twilio' ? refusal : ANSWER(request));
    await eventually(() => expect(provider.requests).toBeGreaterThan(before), MET_WITHIN_MS);
    await lasting(TOO_MANY_MS);
    await eventually(async () => {
      // A load that is full of texts which have to wait posts no mails.
      if (provider.ledger.countOf('sendgrid') === mails) expect(await waitingMails(system)).toBe(0);
    }, MET_WITHIN_MS);
    const mailed = provider.ledger.countOf('sendgrid') - mails;
    expect(provider.requests - before - mailed).toBeLessThan(MAX_PROBES);
    provider.behaviour = ANSWER;
  },
};

export const DOWN: Fault = {
  name: `the provider refuses connections for ${DOWN_MS / 1_000} s and is back`,
  inject: ({ provider }) => absent(provider, () => lasting(DOWN_MS)),
};

export const UNTRUSTED: Fault = {
  name: 'somebody answers in place of the provider with a certificate of his own',
  inject: ({ provider }) =>
    absent(provider, async () => {
      await provider.up(selfSigned());
      await lasting(DOWN_MS);
      await provider.down();
    }),
};

async function absent(provider: SystemUnderFault['provider'], meanwhile: () => Promise<void>): Promise<void> {
  await provider.down();
  await meanwhile();
  await provider.up();
}

function misbehaving(
  name: string,
  share: number,
  behaviour: (choices: SeededChoices) => ProviderBehaviour,
): Fault {
  return {
    name,
    async inject({ provider }, choices) {
      const wanted = provider.requests + REQUESTS;
      const bad: BehaviourOf = () => behaviour(choices);
      provider.behaviour = sometimes(choices, share, bad);
      await eventually(() => expect(provider.requests).toBeGreaterThanOrEqual(wanted), MET_WITHIN_MS);
      provider.behaviour = ANSWER;
    },
  };
}
