import { Batcher } from './batcher.js';

const outage = new Error('outage');

function batchesOf(run: (items: string[]) => Promise<string[]>, maxInFlight = 1) {
  return new Batcher<string, string>({
    run,
    keyOf: (item) => item.split('#')[0] as string,
    isOutage: (error) => error === outage,
    maxSize: 3,
    maxInFlight,
  });
}

describe('Batches', () => {
  it('runs what came in one turn together, up to its size, and answers each its own', async () => {
    const runs: string[][] = [];
    const batches = batchesOf(async (items) => {
      runs.push(items);
      return items.map((item) => item.toUpperCase());
    });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((item) => batches.add(item)));
    expect(answers).toEqual(['A', 'B', 'C', 'D']);
    expect(runs).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('never puts two items of one key into the same batch', async () => {
    const runs: string[][] = [];
    const batches = batchesOf(async (items) => {
      runs.push(items);
      return items;
    });
    await Promise.all(['m#1', 'm#2', 'n#1'].map((item) => batches.add(item)));
    expect(runs).toEqual([['m#1', 'n#1'], ['m#2']]);
  });

  it('runs the items one by one when one of them breaks the batch', async () => {
    const batches = batchesOf(async (items) => {
      if (items.includes('bad')) throw new Error('bad item');
      return items;
    });
    const settled = await Promise.allSettled(['a', 'bad', 'c'].map((item) => batches.add(item)));
    expect(settled.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all at once when the store is away, and goes on with the next batch', async () => {
    let runs = 0;
    const batches = batchesOf(async (items) => {
      runs += 1;
      if (runs === 1) throw outage;
      return items;
    });
    const settled = await Promise.allSettled(['a', 'b', 'c'].map((item) => batches.add(item)));
    expect(settled.every((result) => result.status === 'rejected')).toBe(true);
    expect(runs).toBe(1);
    await expect(batches.add('d')).resolves.toBe('d');
  });

  /** With two lanes, and batches that end when told to. */
  function heldBatches() {
    const ends: (() => void)[] = [];
    const sizes: number[] = [];
    const batches = new Batcher<number, number>({
      run: async (items) => {
        sizes.push(items.length);
        await new Promise<void>((resolve) => ends.push(resolve));
        return items;
      },
      keyOf: String,
      isOutage: () => false,
      maxSize: 250,
      maxInFlight: 2,
    });
    const add = (count: number) =>
      Array.from({ length: count }, () => batches.add(Math.floor(Math.random() * 1e9)));
    return { sizes, add, turn: () => new Promise(setImmediate), end: () => ends.shift()?.() };
  }

  it('shares a crowd out among the free lanes', async () => {
    const { sizes, add, turn, end } = heldBatches();
    const crowd = add(401);
    await turn();
    await turn();
    expect(sizes).toEqual([201, 200]);
    end();
    end();
    await Promise.all(crowd);
  });

  it('lets a few gather behind a batch under way, and enough go beside it', async () => {
    const { sizes, add, turn, end } = heldBatches();
    const calls = add(1);
    await turn();
    calls.push(...add(99));
    await turn();
    expect(sizes).toEqual([1]);
    calls.push(...add(1));
    await turn();
    expect(sizes).toEqual([1, 100]);
    end();
    end();
    await Promise.all(calls);
  });

  it('lets even a few go beside a batch that is stuck', async () => {
    const { sizes, add, turn, end } = heldBatches();
    const [stuck] = add(1);
    await turn();
    const [next] = add(1);
    const deadline = performance.now() + 4_000;
    while (sizes.length === 1 && performance.now() < deadline) await turn();
    expect(sizes).toEqual([1, 1]);
    end();
    end();
    await Promise.all([stuck, next]);
  });

  it('keeps to its number of batches in flight', async () => {
    let now = 0;
    let max = 0;
    const batches = batchesOf(async (items) => {
      max = Math.max(max, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
      return items;
    }, 2);
    await Promise.all(Array.from({ length: 450 }, (_, index) => batches.add(`k${index}`)));
    expect(max).toBe(2);
  });
});
