import { setTimeout as lasting } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { absent } from '../harness/absent.js';
import type { LedgerProvider } from '../harness/ledger-provider.js';
import type { ProviderKind } from '../harness/ledger.js';
import { ANSWER, type ProviderBehaviour, sometimes } from '../harness/provider-behaviour.js';
import { LONG, type SeededChoices } from '../harness/seeded-choices.js';
import type { Fault } from '../harness/survive.js';
import type { SystemUnderFault } from '../harness/system-under-fault.js';
import { OTHER } from '../harness/two-providers.js';
import { CONNECTIONS_CUT, CRASHED } from './postgres-faults.js';
import { API_KILLED, PROCESSORS_KILLED } from './process-faults.js';
import { FLUSHED, RELOADED } from './redis-faults.js';

const KINDS = Object.keys(OTHER) as ProviderKind[];
/** So many requests meet the fault: fewer than it takes to find an account down in every processor, or more. */
const [FEWEST, MOST] = LONG ? [5, 40] : [3, 12];
/** So many the other account of the channel takes meanwhile. */
const GO_ON = 5;
const WITHIN_MS = 60_000;
const DOWN_MS = LONG ? 8_000 : 2_000;
/** PROVIDER_TIMEOUT_MS of the suite is 500. */
const SLOW_MS = 420;
const AFTER_TIMEOUT_MS = 700;
const SICK_SHARE = 0.6;

type BehaviourOfOne = (choices: SeededChoices) => ProviderBehaviour;

const fails: BehaviourOfOne = (choices) => ({ kind: 'refuse', status: choices.pick([500, 502, 503]) });
const isBusy: BehaviourOfOne = (choices) => ({
  kind: 'refuse',
  status: 429,
  retryAfterSeconds: choices.between(1, 2),
});
const isSilent: BehaviourOfOne = () => ({ kind: 'hang' });
const isSlow: BehaviourOfOne = () => ({ kind: 'answer', afterMs: SLOW_MS });
const takesLate: BehaviourOfOne = () => ({ kind: 'take late', afterMs: AFTER_TIMEOUT_MS });
const cuts: BehaviourOfOne = () => ({ kind: 'cut' });
const talksGarbage: BehaviourOfOne = (choices) => ({ kind: 'garbage', taken: choices.of(0.5) });
const anything: BehaviourOfOne = (choices) =>
  choices.pick([fails, isBusy, isSilent, isSlow, takesLate, cuts, talksGarbage])(choices);

export const ONE_FAILS = alone('answers 5xx', fails);
export const ONE_BUSY = alone('answers 429', isBusy);
export const ONE_SILENT = alone('takes messages and never answers', isSilent);
export const ONE_SLOW = alone('is slow', isSlow);
export const ONE_SICK = alone('fails in every way', (choices) =>
  choices.of(SICK_SHARE) ? anything(choices) : { kind: 'answer', afterMs: 100 },
);

export const ONE_REFUSES_CONNECTIONS: Fault = {
  name: 'one of two providers refuses connections, and the other goes on',
  async inject(system, choices) {
    const { provider, second } = system;
    const [gone, other] = choices.pick([
      [provider, second],
      [second, provider],
    ] as [LedgerProvider, LedgerProvider][]);
    await absent([gone], async () => {
      const before = other.requests;
      await eventually(() => expect(other.requests).toBeGreaterThanOrEqual(before + GO_ON), WITHIN_MS);
      await lasting(DOWN_MS);
    });
  },
};

/** What a failover keeps in memory, in Redis or in the row is lost, or comes twice, in the midst of it. */
export const ONE_SICK_AND_MORE: Fault = {
  name: 'one of two providers fails in every way, and something else does too',
  async inject(system, choices) {
    const kind = choices.pick(KINDS);
    const sick = sometimes(choices, SICK_SHARE, () => anything(choices));
    system.behave((request) => (request.provider === kind ? sick(request) : ANSWER(request)));
    const more = choices.pick([PROCESSORS_KILLED, API_KILLED, CRASHED, CONNECTIONS_CUT, FLUSHED, RELOADED]);
    process.stderr.write(`${kind} fails in every way; ${more.name}\n`);
    await more.inject(system, choices);
    system.behave(ANSWER);
  },
};

/** One provider does so with each request, while the other one of its channel takes messages. */
function alone(what: string, behaviour: BehaviourOfOne): Fault {
  return {
    name: `one of two providers ${what}, and the other goes on`,
    async inject(system, choices) {
      const kind = choices.pick(KINDS);
      const wanted = choices.between(FEWEST, MOST);
      process.stderr.write(`${kind} ${what}: ${wanted} requests\n`);
      let met = 0;
      system.behave((request) => {
        if (request.provider !== kind) return ANSWER(request);
        met += 1;
        return behaviour(choices);
      });
      const taken = takenBy(system, OTHER[kind]);
      await eventually(() => {
        expect(met).toBeGreaterThanOrEqual(wanted);
        expect(takenBy(system, OTHER[kind])).toBeGreaterThanOrEqual(taken + GO_ON);
      }, WITHIN_MS);
      system.behave(ANSWER);
    },
  };
}

function takenBy({ provider }: SystemUnderFault, kind: ProviderKind): number {
  return provider.ledger.countOf(kind);
}
