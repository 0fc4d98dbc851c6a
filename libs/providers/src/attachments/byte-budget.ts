/** Memory that is shared out; whoever asks for more than is left gets nothing, and does not wait for it. */
export class ByteBudget {
  private taken = 0;

  constructor(private readonly bytes: number) {}

  /** A part that begins empty. */
  share(): ByteShare {
    return new ByteShare((bytes) => this.take(bytes));
  }

  private take(bytes: number): boolean {
    if (this.taken + bytes > this.bytes) return false;
    this.taken += bytes;
    return true;
  }
}

/** One owner's part of a budget. */
export class ByteShare {
  private held = 0;

  constructor(private readonly take: (bytes: number) => boolean) {}

  get size(): number {
    return this.held;
  }

  grow(bytes: number): boolean {
    if (!this.take(bytes)) return false;
    this.held += bytes;
    return true;
  }

  /** Gives back all of it. */
  release(): void {
    this.take(-this.held);
    this.held = 0;
  }
}
