/**
 * Lets one loop sleep until something it looks at may have changed. All notices of one turn of the event loop wake it
 * once; the loop then looks again for itself, so a notice while it is awake needs no memory.
 */
export class Wakeup {
  private resolve: (() => void) | undefined;
  private scheduled = false;

  wait(): Promise<void> {
    return new Promise((resolve) => (this.resolve = resolve));
  }

  notify(): void {
    if (this.scheduled || this.resolve === undefined) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.resolve?.();
      this.resolve = undefined;
    });
  }
}
