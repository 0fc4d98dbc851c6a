import type { Schemas } from '../api/api.js';
import { count } from '../ui/counts.js';

type Rate = Pick<Schemas['Pace'], 'per_second' | 'per_day'>;

const RATE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });

/** `3 a second, 2,000 a day`. */
export function rateWords({ per_second: second, per_day: day }: Rate): string {
  const parts = [
    ...(second === null ? [] : [`${RATE.format(second)} a second`]),
    ...(day === null ? [] : [`${count(day)} a day`]),
  ];
  return parts.join(', ') || 'no limit';
}

/** Where a pace comes from. */
export const ORIGINS: Record<string, string> = {
  set: 'set here',
  routes_file: 'routes file',
  documented: 'documented by the provider',
  slowed: 'asked for by the provider',
};
