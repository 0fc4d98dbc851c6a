/**
 * What time it is for all processes of a system, whatever the clock of the machine that they run on: that of the database, as it
 * was last read; this machine's until then. Between two readings a steady clock tells what has passed.
 */
class CommonClock {
  private reading: { wall: number; steady: number } | null = null;

  /** Whether the database's was read. */
  get isSet(): boolean {
    return this.reading !== null;
  }

  /** Milliseconds since 1970. */
  now(): number {
    if (this.reading === null) return Date.now();
    return this.reading.wall + (performance.now() - this.reading.steady);
  }

  /** It was `wall`, in milliseconds since 1970, when the steady clock showed `steady`. */
  set(wall: number, steady: number): void {
    this.reading = { wall, steady };
  }
}

export const commonClock = new CommonClock();
