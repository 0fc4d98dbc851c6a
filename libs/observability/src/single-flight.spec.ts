import { singleFlight } from './single-flight.js';

describe('shared', () => {
  it('asks once for all who ask meanwhile, and again when the answer is too old', async () => {
    let [asked, answer] = [0, (_: number) => {}];
    const ask = () => {
      asked += 1;
      return new Promise<number>((resolve) => (answer = resolve));
    };
    const question = singleFlight(0, ask);
    const [one, other] = [question(), question()];
    answer(1);
    expect(await Promise.all([one, other])).toEqual([1, 1]);
    const next = question();
    answer(2);
    expect([await next, asked]).toEqual([2, 2]);
  });

  it('keeps an answer for its time, and a failure for none', async () => {
    let asked = 0;
    const question = singleFlight(60_000, async () => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      return asked;
    });
    await expect(question()).rejects.toThrow('away');
    expect([await question(), await question(), asked]).toEqual([2, 2, 2]);
  });
});
