import { ApiSettings, loadSettings } from '#config';
import type { KeyGuard } from '#entities';
import { areNone, rulesOfKey, rulesOfSettings } from './guard-rules.js';

const NOTHING: KeyGuard = {
  countries: null,
  codeCaps: null,
  normalCaps: null,
  bulkCaps: null,
  perDay: null,
  budget: null,
};
const rules = (variables: Record<string, string>) => rulesOfSettings(loadSettings(ApiSettings, variables));

it('are none in development, unless they are turned on', () => {
  expect(areNone(rules({}))).toBe(true);
  const on = rules({ GUARD: 'on' });
  expect(areNone(on)).toBe(false);
  expect(on.caps.code).toEqual([
    { max: 5, seconds: 600 },
    { max: 10, seconds: 86_400 },
  ]);
  expect(on.countries).toEqual(new Set());
});

it('may be taken away one by one', () => {
  const none = { GUARD: 'on', GUARD_COUNTRIES: '*', GUARD_BURST_MESSAGES: '0' };
  expect(rules(none).countries).toBeNull();
  expect(rules(none).burst).toBeNull();
  expect(areNone(rules(none))).toBe(false);
});

it('of a key take the place of those that it names', () => {
  const own = rulesOfKey(rules({ GUARD: 'on', GUARD_KEY_PER_DAY: '7' }), {
    ...NOTHING,
    codeCaps: '',
    countries: ['FR'],
  });
  expect(own.caps.code).toEqual([]);
  expect(own.countries).toEqual(new Set(['FR']));
  expect(own.perDay).toBe(7);
  expect(areNone(rulesOfKey(rules({}), NOTHING))).toBe(true);
  expect(areNone(rulesOfKey(rules({}), { ...NOTHING, perDay: 5 }))).toBe(false);
});

it.each([
  ['GUARD_CODE_CAPS', 'five'],
  ['GUARD_COUNTRIES', 'XX'],
  ['GUARD_PREFIX_CAPS', '44=1/d'],
])('%s=%s stops the boot, and is named', (name, value) =>
  expect(() => rules({ [name]: value })).toThrow(name),
);
