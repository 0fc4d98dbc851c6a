import { latencyOf } from '#entities';
import { RecentCalls, sumOf } from './recent-calls.js';

const MINUTE_MS = 60_000;

describe('RecentCalls', () => {
  it('counts how the calls of the last five minutes ended, for each provider', () => {
    const calls = new RecentCalls();
    for (let second = 0; second < 600; second += 1)
      calls.ended('one', second % 4 === 0 ? 'retryable' : 'accepted', 10, second * 1_000);
    calls.ended('other', 'held', 2_000, 0);
    expect(calls.of('one', 599_000)).toMatchObject({ calls: 300, faults: 75 });
    expect(calls.of('one', 599_000 + 3 * MINUTE_MS)).toMatchObject({ calls: 120, faults: 30 });
    expect(calls.of('one', 599_000 + 6 * MINUTE_MS)).toMatchObject({ calls: 0, faults: 0 });
    expect(calls.of('other', 0)).toMatchObject({ calls: 1, faults: 1 });
    expect(calls.of('nobody', 0)).toMatchObject({ calls: 0, faults: 0 });
  });

  it('blames no provider for refusing a message', () => {
    const calls = new RecentCalls();
    for (const outcome of ['accepted', 'permanent', 'retryable', 'unknown', 'held'])
      calls.ended('one', outcome, 1, 0);
    expect(calls.of('one', 0)).toMatchObject({ calls: 5, faults: 3 });
  });

  it('tells how long they took, of several processes together', () => {
    const [one, other] = [new RecentCalls(), new RecentCalls()];
    for (let n = 0; n < 90; n += 1) one.ended('p', 'accepted', 100, 0);
    for (let n = 0; n < 10; n += 1) other.ended('p', 'accepted', 5_000, 0);
    const { count, p50, p95 } = latencyOf(sumOf([one.of('p', 0), other.of('p', 0)]).latencies);
    expect(count).toBe(100);
    expect(p50).toBeGreaterThanOrEqual(100);
    expect(p50).toBeLessThan(130);
    expect(p95).toBeGreaterThanOrEqual(5_000);
    expect(p95).toBeLessThan(6_000);
  });
});
