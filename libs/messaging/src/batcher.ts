interface Waiting<Item, Result> {
  item: Item;
  key: string;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export interface BatchOptions<Item, Result> {
  /** Does one batch; the results in the order of the items. */
  run(items: Item[]): Promise<Result[]>;
  /** Two items with the same key never share a batch; the later one waits for the next. */
  keyOf(item: Item): string;
  /** True when a failure says nothing of the items, so that trying them one by one is of no use. */
  isOutage(error: unknown): boolean;
  /** How much of `maxSize` an item takes; default 1. One that is too large has a batch of its own. */
  weightOf?(item: Item): number;
  maxSize: number;
  maxInFlight: number;
}

/** Behind a batch under way so many gather before another goes beside it: fewer would not be worth a statement. */
const MIN_BATCH = 100;
/** A batch under way for so long is stuck: those that wait go beside it, however few. Milliseconds. */
const STUCK_AFTER_MS = 100;

/**
 * Lets concurrent calls share a round trip. An idle caller waits only for the end of the current turn of the event
 * loop; under load a batch is whatever gathered while the one before was under way. Beside a batch under way another
 * begins only when enough wait for it: small batches side by side cost more than one after the other. When a batch fails
 * by one of its items, each is run on its own, so that a bad one never fails its neighbours.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  /** Of all that waits. */
  private weight = 0;
  private inFlight = 0;
  private planned = false;
  private stuckTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: BatchOptions<Item, Result>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, key: this.options.keyOf(item), resolve, reject });
      this.weight += this.weightOf(item);
      this.plan();
    });
  }

  private plan(): void {
    if (this.planned || this.waiting.length === 0 || this.inFlight >= this.options.maxInFlight) return;
    if (this.inFlight > 0 && this.weight < MIN_BATCH) {
      this.stuckTimer ??= setTimeout(() => void this.flush(), STUCK_AFTER_MS);
      return;
    }
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    clearTimeout(this.stuckTimer);
    this.stuckTimer = undefined;
    if (this.inFlight >= this.options.maxInFlight) return;
    const batch = this.take();
    if (batch.length === 0) return;
    this.inFlight += 1;
    this.plan();
    try {
      await this.settle(batch);
    } finally {
      this.inFlight -= 1;
      this.plan();
    }
  }

  /** What waits is shared out among the free lanes: two halves side by side end sooner than the whole in one. */
  private take(): Waiting<Item, Result>[] {
    const { maxSize, maxInFlight } = this.options;
    const share = Math.ceil(this.weight / (maxInFlight - this.inFlight));
    const size = Math.min(maxSize, Math.max(share, MIN_BATCH));
    const keys = new Set<string>();
    const batch: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    let weight = 0;
    for (const entry of this.waiting) {
      const more = this.weightOf(entry.item);
      if ((weight === 0 || weight + more <= size) && !keys.has(entry.key)) {
        keys.add(entry.key);
        batch.push(entry);
        weight += more;
      } else {
        rest.push(entry);
      }
    }
    this.waiting = rest;
    this.weight -= weight;
    return batch;
  }

  private weightOf(item: Item): number {
    return this.options.weightOf?.(item) ?? 1;
  }

  private async settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.run(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => entry.resolve(results[index] as Result));
    } catch (error) {
      if (batch.length === 1 || this.options.isOutage(error)) {
        for (const entry of batch) entry.reject(error);
      } else {
        for (const entry of batch) await this.settle([entry]);
      }
    }
  }
}
