import { eventually } from '../../support/eventually.js';
import { ANSWER, sometimes } from '../harness/provider-behaviour.js';
import { aText, type PostOf } from '../harness/load.js';
import type { Fault } from '../harness/survive.js';

const NUMBERS = 3;
const REQUESTS = 40;
const MET_WITHIN_MS = 60_000;

/** The same text to the same few numbers again and again: at the provider nothing tells them apart. */
export const equalPost: PostOf = (_, number) => aText(number % NUMBERS);

export const SOME_TAKEN_SOME_NOT: Fault = {
  name: 'the provider gives no answer, and took some of the equal messages and others not',
  async inject({ provider }, choices) {
    const wanted = provider.requests + REQUESTS;
    provider.behaviour = sometimes(choices, 0.4, () =>
      choices.of(0.5) ? { kind: 'cut' } : { kind: 'garbage', taken: false },
    );
    await eventually(() => expect(provider.requests).toBeGreaterThanOrEqual(wanted), MET_WITHIN_MS);
    provider.behaviour = ANSWER;
  },
};
