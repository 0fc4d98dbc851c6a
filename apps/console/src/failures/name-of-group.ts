import { countryName } from '../ui/country-name.js';
import type { FailureGroup, Group } from './use-failures.js';

const NONE: Record<Group, string> = {
  provider: 'no provider',
  code: 'no code',
  sender: 'no sender',
  destination: 'unknown',
};

/** What a group is, in words: `US` is `United States`. */
export function nameOf(group: FailureGroup, by: Group): string {
  const value = group[by];
  if (value === '*') return 'others';
  if (value === null || value === undefined) return NONE[by];
  return by === 'destination' ? countryName(value) : value;
}
