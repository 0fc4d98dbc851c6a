import {
  type ApiSettings,
  ANY_COUNTRY,
  type Cap,
  type PrefixCap,
  readCaps,
  readCountries,
  readPrefixCaps,
} from '#config';
import type { KeyGuard, MessagePriority } from '#entities';

/** What holds for the messages of a key, or of who has none. */
export interface GuardRules {
  /** Besides the sender's own; null: texts go anywhere. */
  countries: ReadonlySet<string> | null;
  /** Per recipient. */
  caps: Record<MessagePriority, readonly Cap[]>;
  prefixCaps: readonly PrefixCap[];
  /** Messages of a key in a day of UTC; 0: any number. */
  perDay: number;
  /** More texts to one prefix in ten minutes, and more than so many times what it usually gets, stop it for so long. */
  burst: { max: number; factor: number; stopMs: number } | null;
}

type Settings = Pick<
  ApiSettings,
  | 'isGuarded'
  | 'guardCountries'
  | 'guardCodeCaps'
  | 'guardNormalCaps'
  | 'guardBulkCaps'
  | 'guardPrefixCaps'
  | 'guardKeyPerDay'
  | 'guardBurstMessages'
  | 'guardBurstFactor'
  | 'guardStopSeconds'
>;

const NONE: GuardRules = {
  countries: null,
  caps: { code: [], normal: [], bulk: [] },
  prefixCaps: [],
  perDay: 0,
  burst: null,
};

/** The rules of the settings; those that never refuse anything, where the guard is off. */
export function rulesOfSettings(settings: Settings): GuardRules {
  if (!settings.isGuarded) return NONE;
  const { guardBurstMessages: max, guardBurstFactor: factor, guardStopSeconds: seconds } = settings;
  return {
    countries: countriesOf(readCountries(settings.guardCountries) ?? new Set()),
    caps: {
      code: readCaps(settings.guardCodeCaps) ?? [],
      normal: readCaps(settings.guardNormalCaps) ?? [],
      bulk: readCaps(settings.guardBulkCaps) ?? [],
    },
    prefixCaps: readPrefixCaps(settings.guardPrefixCaps) ?? [],
    perDay: settings.guardKeyPerDay,
    burst: max === 0 ? null : { max, factor, stopMs: seconds * 1_000 },
  };
}

/** The rules for messages of a key that has its own; they hold where the guard is off, too. */
export function rulesOfKey(rules: GuardRules, key: KeyGuard): GuardRules {
  const caps = (own: string | null, others: readonly Cap[]) =>
    own === null ? others : (readCaps(own) ?? []);
  return {
    ...rules,
    countries: key.countries === null ? rules.countries : countriesOf(new Set(key.countries)),
    caps: {
      code: caps(key.codeCaps, rules.caps.code),
      normal: caps(key.normalCaps, rules.caps.normal),
      bulk: caps(key.bulkCaps, rules.caps.bulk),
    },
    perDay: key.perDay ?? rules.perDay,
  };
}

/** Whether there is none that could refuse a message. */
export function areNone({ countries, caps, prefixCaps, perDay, burst }: GuardRules): boolean {
  const numbers = [...Object.values(caps), prefixCaps].map(({ length }) => length);
  return countries === null && burst === null && perDay === 0 && numbers.every((length) => length === 0);
}

function countriesOf(countries: ReadonlySet<string>): ReadonlySet<string> | null {
  return countries.has(ANY_COUNTRY) ? null : countries;
}
