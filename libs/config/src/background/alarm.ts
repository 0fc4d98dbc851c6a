/** A sleep that others can shorten. */
export class Alarm {
  private wake: (() => void) | null = null;
  private timer: NodeJS.Timeout | undefined;
  private endsAt = 0;
  private rungFor = Infinity;

  /** Ends after `ms`, or when the alarm rings; a ring while nobody slept counts. `Infinity`: only when it rings. */
  async sleep(ms: number): Promise<void> {
    const end = Math.min(performance.now() + ms, this.rungFor);
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
    if (at === Infinity) return;
    this.timer = setTimeout(() => this.wake?.(), Math.max(at - performance.now(), 0));
  }
}
