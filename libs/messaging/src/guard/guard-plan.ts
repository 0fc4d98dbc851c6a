import { capText } from '#config';
import type { KeyGuard, MessagePriority, MessageType } from '#entities';
import type { GuardCounter, GuardRequest } from '#queue';
import { participantOf } from '../addresses/participants.js';
import { billedSegments } from '../segments.js';
import type { GuardRules } from './guard-rules.js';
import { prefixOf } from './number-prefix.js';

/** A message that is to be accepted. */
export interface GuardedMessage {
  type: MessageType;
  priority?: MessagePriority;
  from: string;
  to: string;
  body: string;
}

/** Whose messages they are. */
export interface GuardedKey {
  id: string;
  guard: KeyGuard | null;
}

const DAY_MS = 86_400_000;

/** What this message takes from which counters, and the prefix that it is counted for. */
export function planOf(
  message: GuardedMessage,
  rules: GuardRules,
  key: GuardedKey | null,
  now: Date,
): GuardRequest {
  const counters = [
    ...capsOf(message, rules),
    ...prefixCapsOf(message, rules),
    ...(key === null || rules.perDay === 0 ? [] : [dayOfKey(key.id, rules.perDay, now)]),
  ];
  const budget = key && budgetOf(key, now);
  const segments = budget === null ? 0 : (billedSegments(message) ?? 0);
  return {
    of: [
      ...counters.map((counter) => ({ counter, cost: 1 })),
      ...(budget && segments > 0 ? [{ counter: budget, cost: segments }] : []),
    ],
    prefix: isWatched(message, rules) ? prefixOf(message.to) : null,
  };
}

/** In words, for a counter that has nothing left. */
export function wordsOf({ rule, max, windowMs }: GuardCounter): { field: string; words: string } {
  const cap = () => capText({ max, seconds: windowMs / 1_000 });
  if (rule === 'recipient_cap')
    return { field: 'to', words: `has received as many messages of this priority as it may: ${cap()}` };
  if (rule === 'prefix_cap')
    return { field: 'to', words: `has a prefix that has received as many messages as it may: ${cap()}` };
  if (rule === 'key_daily_cap')
    return { field: 'api_key', words: `has sent as many messages as it may in a day: ${max}` };
  return { field: 'api_key', words: `has used up its budget of ${max} segments` };
}

/** Bulk comes in bursts, and nobody who fills in a form sets it off. */
function isWatched({ type, priority }: GuardedMessage, { burst }: GuardRules): boolean {
  return burst !== null && type !== 'email' && priority !== 'bulk';
}

function capsOf({ type, priority = 'normal', to }: GuardedMessage, { caps }: GuardRules): GuardCounter[] {
  const channel = type === 'email' ? 'email' : 'text';
  return caps[priority].map(({ max, seconds }) =>
    counter('recipient_cap', `${priority} ${seconds} ${channel} ${participantOf(to)}`, max, seconds * 1_000),
  );
}

function prefixCapsOf({ type, to }: GuardedMessage, { prefixCaps }: GuardRules): GuardCounter[] {
  if (type === 'email') return [];
  return prefixCaps.flatMap(({ prefix, max, seconds }) => {
    const its = prefix ?? prefixOf(to);
    const isIts = its !== null && to.startsWith(its);
    return isIts ? [counter('prefix_cap', `${prefix === null} ${seconds} ${its}`, max, seconds * 1_000)] : [];
  });
}

function dayOfKey(id: string, max: number, now: Date): GuardCounter {
  const day = Math.floor(now.getTime() / DAY_MS);
  return counter('key_daily_cap', `${id} ${day}`, max, (day + 1) * DAY_MS - now.getTime());
}

function budgetOf({ id, guard }: GuardedKey, now: Date): GuardCounter | null {
  const budget = guard?.budget;
  if (!budget || budget.segments === null) return null;
  const end = periodEnd(budget.period, now);
  const name = `${id} ${budget.period} ${end.getTime()}`;
  return counter('budget', name, budget.segments, end.getTime() - now.getTime());
}

/** When the day or the month of UTC ends. */
export function periodEnd(period: 'day' | 'month', now: Date): Date {
  return period === 'day'
    ? new Date((Math.floor(now.getTime() / DAY_MS) + 1) * DAY_MS)
    : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
}

function counter(rule: string, name: string, max: number, windowMs: number): GuardCounter {
  return { rule, name: `${rule} ${name}`, max, windowMs };
}
