/** Thrown where the caller is to hear nothing: `silent` leaves the connection open, `cut` closes it. */
export class NoAnswer extends Error {
  constructor(readonly kind: 'silent' | 'cut') {
    super(`no answer: ${kind}`);
    this.name = 'NoAnswer';
  }
}
