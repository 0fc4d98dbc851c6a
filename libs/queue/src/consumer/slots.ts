import type { QueueEntry } from './queue-entry.js';

/**
 * The entries of one queue this process has in hand, at most `capacity` of them, and those that have left their slot while
 * they wait for something of their own: these are in hand too.
 */
export class Slots {
  private readonly entries = new Map<string, QueueEntry>();
  private readonly outside = new Set<string>();
  private freeSinceMs = performance.now();
  private fullSinceMs = performance.now();
  private onEmpty: (() => void) | undefined;

  constructor(
    readonly capacity: number,
    private readonly onReleased: () => void,
  ) {}

  get inHand(): number {
    return this.entries.size;
  }

  get free(): number {
    return this.capacity - (this.entries.size - this.outside.size);
  }

  /** Monotonic time since when there has always been a free slot; meaningless while there is none. */
  get freeSince(): number {
    return this.freeSinceMs;
  }

  /** Monotonic time when the last free slot was taken; meaningless while there is one. */
  get fullSince(): number {
    return this.fullSinceMs;
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  ids(): string[] {
    return [...this.entries.keys()];
  }

  take(entry: QueueEntry): void {
    this.entries.set(entry.id, entry);
    if (this.free === 0) this.fullSinceMs = performance.now();
  }

  /** Lets another entry have this one's slot; it stays in hand until it is released. */
  leave(id: string): void {
    if (!this.entries.has(id) || this.outside.has(id)) return;
    if (this.free === 0) this.freeSinceMs = performance.now();
    this.outside.add(id);
    this.onReleased();
  }

  release(id: string): void {
    if (this.free === 0 && !this.outside.has(id)) this.freeSinceMs = performance.now();
    this.entries.delete(id);
    this.outside.delete(id);
    this.onReleased();
    if (this.entries.size === 0) this.onEmpty?.();
  }

  /** Resolves when nothing is in hand. */
  async emptied(): Promise<void> {
    if (this.entries.size > 0) await new Promise<void>((resolve) => (this.onEmpty = resolve));
  }
}
