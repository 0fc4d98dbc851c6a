import type { Schemas } from '../api/api.js';
import { count } from '../ui/counts.js';

type Rules = Schemas['GuardRules'];

const NAMES: Record<string, string> = {
  allowed_countries: 'Countries that texts go to',
  recipient_cap: 'Messages to one recipient',
  prefix_cap: 'Texts to one prefix',
  key_daily_cap: 'Messages of one API key',
  stopped_prefix: 'A burst to one prefix',
  budget: 'Budgets of API keys',
};

/** What a rule is about, for people. */
export const ruleName = (rule: string): string => NAMES[rule] ?? rule;

const ANY = 'any number';
const UNITS: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };

/** `5/10m` is `5 in 10 minutes`, `+882=100/d` is `100 a day to +882`. */
function capWords(cap: string): string {
  const [, prefix, most, length = '', unit = ''] = /^(?:(\+\d+)=)?(\d+)\/(\d*)([smhd])$/.exec(cap) ?? [];
  if (most === undefined) return cap;
  const name = UNITS[unit] ?? unit;
  const time =
    length === '' || length === '1' ? (unit === 'h' ? 'an hour' : `a ${name}`) : `in ${length} ${name}s`;
  return `${count(Number(most))} ${time}${prefix === undefined ? '' : ` to ${prefix}`}`;
}

const capsWords = (caps: string[]) => (caps.length === 0 ? ANY : caps.map(capWords).join(', '));

const WORDS: Record<string, (rules: Rules) => string> = {
  allowed_countries: ({ countries }) => {
    if (countries === null) return 'any';
    return ['that of the sender', ...countries].join(', ');
  },
  recipient_cap: ({ code_caps, normal_caps, bulk_caps }) =>
    `Codes: ${capsWords(code_caps)}. Normal: ${capsWords(normal_caps)}. Bulk: ${capsWords(bulk_caps)}.`,
  prefix_cap: ({ prefix_caps }) => capsWords(prefix_caps),
  key_daily_cap: ({ key_per_day }) => (key_per_day === null ? ANY : `${count(key_per_day)} a day`),
  stopped_prefix: ({ burst_messages: most, burst_factor: factor }) =>
    most === null
      ? 'none is stopped'
      : `more than ${count(most)} in ten minutes, and ${factor} times the usual`,
};

/** What a rule lets through. */
export const ruleWords = (rule: string, rules: Rules): string => WORDS[rule]?.(rules) ?? '';
