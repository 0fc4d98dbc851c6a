import { formatted, ticksUpTo } from './units.js';

it.each([
  [1_534, 'short', '1.53 K'],
  [0, 'short', '0'],
  [0.0234, 's', '23.4 ms'],
  [90, 's', '1.5 mins'],
  [0, 's', '0 s'],
  [0.987, 'percentunit', '98.7%'],
  [12.345, 'reqps', '12.3 req/s'],
  [134_217_728, 'bytes', '128 MiB'],
])('%p in %s is %s', (value, unit, text) => expect(formatted(value, unit)).toBe(text));

it('refuses a unit that it does not know', () => {
  expect(() => formatted(1, 'furlong')).toThrow('furlong');
});

it.each([
  [9.3, 'short', [0, 2.5, 5, 7.5, 10]],
  [0, 'short', [0, 0.25, 0.5, 0.75, 1]],
  [0.4, 'percentunit', [0, 0.1, 0.2, 0.3, 0.4]],
  [310, 's', [0, 120, 240, 360]],
  [150 * 2 ** 20, 'bytes', [0, 50, 100, 150].map((size) => size * 2 ** 20)],
])('numbers on an axis up to %p (%s) are %j', (high, unit, ticks) => {
  const found = ticksUpTo(high, unit);
  expect(found).toHaveLength(ticks.length);
  ticks.forEach((tick, at) => expect(found[at]).toBeCloseTo(tick));
});
