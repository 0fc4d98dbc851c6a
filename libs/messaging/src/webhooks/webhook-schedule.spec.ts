import fc from 'fast-check';
import { webhookRetryWait } from './webhook-schedule.js';

const DAY = { retrySeconds: 5, giveUpSeconds: 86_400 };

/** All waits until it is given up. */
function waits(schedule = DAY): number[] {
  const all: number[] = [];
  for (let attempts = 1; attempts < 1_000; attempts += 1) {
    const wait = webhookRetryWait(attempts, schedule);
    if (wait === null) return all;
    all.push(wait);
  }
  throw new Error('never given up');
}

describe('webhookRetryWait', () => {
  it('doubles up to two hours, and ends after about a day', () => {
    const all = waits();
    expect(all).toHaveLength(21);
    all.forEach((wait, index) => {
      const nominal = Math.min(5 * 2 ** index, 7_200);
      expect(Math.abs(wait - nominal)).toBeLessThanOrEqual(nominal * 0.2 + 1e-9);
    });
    const hours = all.reduce((sum, wait) => sum + wait, 0) / 3_600;
    expect(hours).toBeGreaterThan(19);
    expect(hours).toBeLessThan(28);
  });

  it('is as long as the receiver asked for, within two hours', () => {
    expect(webhookRetryWait(1, DAY, 600)).toBe(600);
    expect(webhookRetryWait(1, DAY, 1)).toBeGreaterThan(3.9);
    expect(webhookRetryWait(1, DAY, 86_400)).toBe(7_200);
  });

  it('always ends (property)', () => {
    const schedule = fc.record({
      retrySeconds: fc.integer({ min: 1, max: 3_600 }),
      giveUpSeconds: fc.integer({ min: 1, max: 604_800 }),
    });
    fc.assert(fc.property(schedule, (each) => expect(waits(each).length).toBeLessThan(120)));
  });
});
