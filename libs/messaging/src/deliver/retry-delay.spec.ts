import fc from 'fast-check';
import { retryDelay } from './retry-delay.js';

describe('retryDelay', () => {
  it('does what the provider asked, up to an hour', () => {
    expect(retryDelay(0, 60, 2_500)).toBe(2.5);
    expect(retryDelay(5, 60, 86_400_000)).toBe(3_600);
  });

  it('stays under the doubled base, and under an hour, and uses all of the room', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 600 }), (retries, base) => {
        const delay = retryDelay(retries, base, null);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.min(base * 2 ** retries, 3_600));
      }),
    );
    const delays = Array.from({ length: 500 }, () => retryDelay(0, 60, null));
    expect(Math.min(...delays)).toBeLessThan(10);
    expect(Math.max(...delays)).toBeGreaterThan(50);
  });
});
