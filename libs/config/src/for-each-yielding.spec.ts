import { forEachYielding } from './for-each-yielding.js';

const busy = (milliseconds: number) => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

describe('work in turns', () => {
  it('is done in order, with turns for others in between', async () => {
    const done: string[] = [];
    let running = true;
    const other = () => {
      done.push('other');
      if (running) setImmediate(other);
    };
    setImmediate(other);
    await forEachYielding(['a', 'b', 'c'], (item, index) => {
      busy(11);
      done.push(`${item}${index}`);
    });
    running = false;
    expect(done.filter((each) => each !== 'other')).toEqual(['a0', 'b1', 'c2']);
    expect(done.indexOf('b1') - done.indexOf('a0')).toBeGreaterThan(1);
  });

  it('is done at once when it is short', async () => {
    const turns: string[] = [];
    setImmediate(() => turns.push('other'));
    await forEachYielding([1, 2, 3], () => turns.push('mine'));
    expect(turns).toEqual(['mine', 'mine', 'mine']);
  });

  it('ends with its first error', async () => {
    const work = forEachYielding([1, 2], (item) => {
      if (item === 2) throw new Error('bad');
    });
    await expect(work).rejects.toThrow('bad');
  });
});
