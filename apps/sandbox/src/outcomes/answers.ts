import type { Answer } from './outcome.js';

/** Mail to this domain chooses its outcome by the mailbox; `bounce+anything@` is the same as `bounce@`. */
export const SIMULATOR_DOMAIN = 'simulator.sendstream.test';

/** Answers that all providers give. */
export const ACCEPTED = { kind: 'accepted' } satisfies Answer;
export const SLOW = { kind: 'accepted', afterMs: 2_000 } satisfies Answer;
export const SILENT = { kind: 'silent', taken: true } satisfies Answer;
export const LOST_IN_SILENCE = { kind: 'silent', taken: false } satisfies Answer;
export const CUT = { kind: 'cut', taken: true } satisfies Answer;
export const LOST_BY_CUT = { kind: 'cut', taken: false } satisfies Answer;

export function refused<Code>(code: Code, retryAfterSeconds?: number): Answer<Code> {
  return { kind: 'refused', code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

export interface AtFirst<Code> {
  firstTries: number;
  answer: Answer<Code>;
}

export function firstTimes<Code = never>(firstTries: number, answer: Answer<Code>): AtFirst<Code> {
  return { firstTries, answer };
}
