import { Comeback } from './comeback.js';

describe('after an outage', () => {
  it('load comes back in steps: five in the first second, twice as many in each one after, then all', () => {
    let now = 0;
    const comeback = new Comeback(() => now);
    expect(comeback.admits()).toBe(true);
    comeback.begin();
    const admitted = Array.from({ length: 12 }, (_, second) => {
      now = second * 1_000;
      return Array.from({ length: 10_000 }, () => comeback.admits()).filter(Boolean).length;
    });
    expect(admitted).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 10_000, 10_000]);
  });

  it('begins anew with the next outage', () => {
    let now = 0;
    const comeback = new Comeback(() => now);
    comeback.begin();
    now = 5_000;
    expect(comeback.lasts).toBe(true);
    comeback.begin();
    expect(Array.from({ length: 100 }, () => comeback.admits()).filter(Boolean)).toHaveLength(5);
    now = 15_000;
    expect(comeback.lasts).toBe(false);
  });
});
