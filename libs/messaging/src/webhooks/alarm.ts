/** A sleep that others can shorten. */
export class Alarm {
  private wake: (() => void) | null = null;
  private timer: NodeJS.Timeout | undefined;
  private endsAt = 0;
  private rungFor = Infinity;

  /** Ends after `ms`, or when the bell rings; one that rang while nobody slept counts. */
  async sleep(ms: number): Promise<void> {
    const now = performance.now();
    const end = Math.min(now + ms, this.rungFor);
    this.rungFor = Infinity;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.endAt(end);
    });
    this.wake = null;
  }

  /** Ends the sleep in `ms` at the latest. */
  ring(ms: number): void {
    const at = performance.now() + ms;
    if (!this.wake) this.rungFor = Math.min(this.rungFor, at);
    else if (at < this.endsAt) this.endAt(at);
  }

  private endAt(at: number): void {
    clearTimeout(this.timer);
    this.endsAt = at;
    this.timer = setTimeout(() => this.wake?.(), Math.max(at - performance.now(), 0));
  }
}
