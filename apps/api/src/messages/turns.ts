/** One after the other, in the order in which they came, whatever becomes of each. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine;
    // Whoever asked hears of it.
    mine.catch(() => undefined);
    return mine;
  }
}
