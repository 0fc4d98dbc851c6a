import { MinuteCount } from './minute-count.js';

describe('MinuteCount', () => {
  it('counts what happened in the last minute, and forgets what is older', () => {
    const count = new MinuteCount();
    expect(count.lastMinute(0)).toBe(0);
    for (let second = 0; second < 120; second += 1) count.add(second * 1_000);
    expect(count.lastMinute(119_000)).toBe(60);
    expect(count.lastMinute(149_000)).toBe(30);
    expect(count.lastMinute(500_000)).toBe(0);
    count.add(500_000);
    expect(count.lastMinute(500_000)).toBe(1);
  });
});
