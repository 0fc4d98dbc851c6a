import { countryName } from '../ui/country-name.js';
import type { CostGroup } from './use-costs.js';

const NONE: Record<CostGroup, string> = {
  country: 'unknown',
  tag: 'no tag',
  api_key_id: 'no key',
  type: 'no type',
  provider: 'no provider',
};

/** What a group is called: `US` is `United States`, a key has its name where that is known. */
export function nameOfCostGroup(
  value: string | null,
  by: CostGroup,
  keys: Record<string, string> | undefined,
): string {
  if (value === '*') return 'others';
  if (value === null || value === '') return NONE[by];
  if (by === 'country') return countryName(value);
  return by === 'api_key_id' ? (keys?.[value] ?? `…${value.slice(-8)}`) : value;
}
