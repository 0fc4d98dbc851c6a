import type { SeededChoices } from './seeded-choices.js';
import type { SendRequest } from './ledger.js';

/** What the provider does with one request to send. `taken`: whether the message goes out. */
export type ProviderBehaviour =
  /** Takes it and answers, `afterMs` later. */
  | { kind: 'answer'; afterMs?: number }
  /** Takes it `afterMs` after it came, whoever still waits; then answers. */
  | { kind: 'take late'; afterMs: number }
  /** Takes it and answers when the test says so (`LedgerProvider.release`). */
  | { kind: 'hold' }
  /** Takes it and never answers. */
  | { kind: 'hang' }
  /** Takes it and cuts the connection. */
  | { kind: 'cut' }
  /** Answers with success and a body that is nobody's. */
  | { kind: 'garbage'; taken: boolean }
  /** Takes nothing. */
  | { kind: 'refuse'; status: number; retryAfterSeconds?: number };

/** Decides for each request. */
export type BehaviourOf = (request: SendRequest) => ProviderBehaviour;

/** As providers do on a good day: not at once, so that there is always something in flight. */
export const ANSWER: BehaviourOf = () => ({ kind: 'answer', afterMs: 100 });

/** `some` for this share of the requests, `ANSWER` for the rest. */
export function sometimes(choices: SeededChoices, share: number, some: BehaviourOf): BehaviourOf {
  return (request) => (choices.of(share) ? some(request) : ANSWER(request));
}
