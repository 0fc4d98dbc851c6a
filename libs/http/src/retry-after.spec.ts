import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2025-06-01T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['Sun, 01 Jun 2025 12:00:30 GMT', 30_000],
    ['Sun, 01 Jun 2025 11:00:00 GMT', 0],
    ['Sunday, 01-Jun-25 12:00:30 GMT', 30_000],
    ['Sun Jun  1 12:00:30 2025', 30_000],
    ['Sun, 01 Jun 2025 14:00:30 +0200', 30_000],
    ['2025-06-01T12:00:30Z', 30_000],
    ['99999999999999', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ])('reads %p as %d ms', (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });

  it.each([
    [undefined],
    [''],
    ['soon'],
    ['12 seconds'],
    ['0x10'],
    ['-5'],
    ['1e3'],
    ['+5'],
    ['1,5'],
    ['60, 60'],
    ['in 5'],
    ['May 2099'],
    ['Infinity'],
    ['Sun, 99 Foo 2025 99:99:99 GMT'],
  ])('makes nothing of %p', (header) => {
    expect(retryAfterMs(header, NOW)).toBeNull();
  });
});
