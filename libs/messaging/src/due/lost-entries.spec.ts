import fc from 'fast-check';
import { LostEntries } from './lost-entries.js';

const GRACE_MS = 3_000;
const at = (ms: number) => new Date(ms);

describe('LostEntries', () => {
  it('knows nothing before living entries have passed what it remembers', () => {
    const lost = new LostEntries();
    expect(lost.queuedBefore(at(10_000), { lastId: '10-0', oldestLivingId: '5-0', depth: 6 })).toBeNull();
    expect(lost.queuedBefore(at(11_000), { lastId: '12-0', oldestLivingId: '10-0', depth: 3 })).toBeNull();
  });

  it('declares lost what was queued before a remembered time, once all living entries are younger', () => {
    const lost = new LostEntries();
    lost.queuedBefore(at(10_000), { lastId: '10-0', oldestLivingId: '5-0', depth: 6 });
    expect(lost.queuedBefore(at(20_000), { lastId: '30-0', oldestLivingId: '10-1', depth: 9 })).toEqual(
      at(7_000),
    );
  });

  it('declares everything lost that is older than the grace, when nothing lives', () => {
    const lost = new LostEntries();
    expect(lost.queuedBefore(at(10_000), { lastId: '0-0', oldestLivingId: null, depth: 0 })).toEqual(
      at(7_000),
    );
  });

  it('does not take the living for lost when the stream went back to an older state', () => {
    const lost = new LostEntries();
    lost.queuedBefore(at(10_000), { lastId: '100-0', oldestLivingId: '50-0', depth: 50 });
    expect(lost.queuedBefore(at(11_000), { lastId: '90-0', oldestLivingId: '50-0', depth: 40 })).toBeNull();
    expect(lost.queuedBefore(at(60_000), { lastId: '200-0', oldestLivingId: '150-0', depth: 50 })).toEqual(
      at(8_000),
    );
  });

  it('never declares a living entry lost, and in the end finds every lost one (property)', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), loses: fc.boolean() }),
      fc.record({ kind: fc.constant('work' as const), loses: fc.constant(false) }),
      fc.record({ kind: fc.constant('flush' as const), loses: fc.constant(false) }),
      fc.record({ kind: fc.constant('look' as const), loses: fc.constant(false) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const lost = new LostEntries();
        let clock = 0;
        let lastId = '0-0';
        let stream: { id: string; queuedAt: number }[] = [];
        const pending = new Map<number, { living: () => boolean }>();
        const look = () => {
          const oldestLivingId = stream[0]?.id ?? null;
          const before = lost.queuedBefore(at(clock), { lastId, oldestLivingId, depth: stream.length });
          for (const [queuedAt, row] of pending) {
            if (before === null || queuedAt >= before.getTime()) continue;
            expect(row.living()).toBe(false);
            pending.delete(queuedAt);
          }
        };
        for (const { kind, loses } of steps) {
          clock += 500;
          if (kind === 'add') {
            const entry = { id: `${clock}-0`, queuedAt: clock };
            if (!loses) {
              stream.push(entry);
              lastId = entry.id;
            }
            pending.set(clock, { living: () => stream.includes(entry) });
          } else if (kind === 'work') {
            const entry = stream.shift();
            if (entry) pending.delete(entry.queuedAt);
          } else if (kind === 'flush') {
            stream = [];
            lastId = '0-0';
          } else look();
        }
        while (stream.length > 0) pending.delete(stream.shift()?.queuedAt as number);
        clock += GRACE_MS + 1_000;
        look();
        expect(pending.size).toBe(0);
      }),
    );
  });
});
