import { SharedAnswers } from './shared-answers.js';

describe('SharedAnswers', () => {
  const shared = new SharedAnswers();
  let asked = 0;
  const open: ((answer: number) => void)[] = [];
  const find = () => new Promise<number>((resolve) => open.push(resolve) && (asked += 1));
  beforeEach(() => {
    asked = 0;
    open.length = 0;
  });

  it('asks once for all who ask the same meanwhile', async () => {
    const answers = [1, 2, 3].map(() => shared.of({ step: 'hour' }, find));
    open[0]?.(7);
    expect(await Promise.all(answers)).toEqual([7, 7, 7]);
    expect(asked).toBe(1);
  });

  it('asks anew for who asks later, and for another question', async () => {
    for (const question of [{ step: 'hour' }, { step: 'hour' }, { step: 'day' }]) {
      const answer = shared.of(question, find);
      open.at(-1)?.(asked);
      expect(await answer).toBe(asked);
    }
    expect(asked).toBe(3);
  });

  it('tells all of a failure, and asks anew afterwards', async () => {
    const fail = () => Promise.reject(new Error('away'));
    const answers = await Promise.allSettled([1, 2].map(() => shared.of('waiting', fail)));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = shared.of('waiting', find);
    open[0]?.(1);
    expect(await again).toBe(1);
  });
});
