import { capText, readCaps, readPrefixCaps } from './caps.js';
import { readCountries } from './countries.js';

it('reads caps, and writes them as they were', () => {
  const text = '5/10m,10/d,0/1h,7/90s';
  const caps = readCaps(text);
  expect(caps).toEqual([
    { max: 5, seconds: 600 },
    { max: 10, seconds: 86_400 },
    { max: 0, seconds: 3_600 },
    { max: 7, seconds: 90 },
  ]);
  expect(caps?.map(capText)).toEqual(['5/10m', '10/d', '0/h', '7/90s']);
  expect(readCaps('')).toEqual([]);
});

it.each(['5', '5/', '5/0m', '-1/d', '5/10y', '5/40d', '1/d,1/d,1/d,1/d,1/d', '5/10m;1/d'])(
  '%s are no caps',
  (text) => {
    expect(readCaps(text)).toBeNull();
  },
);

it('reads caps of prefixes', () => {
  expect(readPrefixCaps('1000/d, +882=1/h')).toEqual([
    { prefix: null, max: 1000, seconds: 86_400 },
    { prefix: '+882', max: 1, seconds: 3_600 },
  ]);
  for (const text of ['882=1/h', '+=1/h', '+882=', '+0=1/d']) expect(readPrefixCaps(text)).toBeNull();
});

it('reads countries in any case', () => {
  expect(readCountries('gb, FR')).toEqual(new Set(['GB', 'FR']));
  expect(readCountries('*')).toEqual(new Set(['*']));
  expect(readCountries('XX')).toBeNull();
});
