import { aboutSoLong } from '../pace/pace-words.js';

/** The rules there are, as they are named in refusals, numbers and metrics. */
export const GUARD_RULES = [
  'allowed_countries',
  'recipient_cap',
  'prefix_cap',
  'key_daily_cap',
  'stopped_prefix',
  'budget',
] as const;
export type GuardRule = (typeof GUARD_RULES)[number];

/** Why a message is not accepted. */
export interface GuardRefusal {
  rule: GuardRule;
  /** The field it is about. */
  field: string;
  /** In words that follow the field, and name the rule. */
  reason: string;
  /** When it may be accepted; null: never. */
  retryAfterSeconds: number | null;
}

/** It is refused for good. */
export function never(rule: GuardRule, field: string, reason: string): GuardRefusal {
  return { rule, field, reason: `${reason} (rule ${rule})`, retryAfterSeconds: null };
}

/** It is refused for so long. */
export function later(rule: GuardRule, field: string, reason: string, ms: number): GuardRefusal {
  const retryAfterSeconds = Math.max(1, Math.ceil(ms / 1_000));
  const words = `${reason}; it is accepted again in ${aboutSoLong(1_000 * retryAfterSeconds)} (rule ${rule})`;
  return { rule, field, reason: words, retryAfterSeconds };
}
