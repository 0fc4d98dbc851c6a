/** How an origin is known: its last file came soon, nobody has asked it yet, or it kept us waiting. */
type Kind = 'prompt' | 'new' | 'slow';

interface Bounds {
  /** Messages whose files are fetched at once; all, and of one origin. */
  slots: number;
  perOrigin: number;
  /** So many wait for a place; it is soon free where files come soon. */
  waiting: number;
}

const BOUNDS: Record<Kind, Bounds> = {
  prompt: { slots: 32, perOrigin: 16, waiting: 64 },
  new: { slots: 8, perOrigin: 2, waiting: 8 },
  slow: { slots: 8, perOrigin: 2, waiting: 0 },
};
const MAX_WAIT_MS = 2_000;
const MAX_ORIGINS = 2_000;

/** Lets its place go. */
export type ReleaseSlot = () => void;

interface Waiter {
  origins: string[];
  enter(leave: ReleaseSlot | null): void;
}

/**
 * Places for messages whose files are being fetched, and sent. Origins that deliver have places that the others, however
 * many they are, cannot take; and of these each has few. It is what one process has seen: another, or this one after a
 * start, begins with origins that are all new.
 */
export class FetchSlots {
  /** The one used last is the last. */
  private readonly isPrompt = new Map<string, boolean>();
  private readonly taken = { prompt: 0, new: 0, slow: 0 };
  private readonly takenOf = new Map<string, number>();
  private waiters: Waiter[] = [];

  /**
   * A place for a message with files of these addresses, at once or within two seconds; the promise is null if none
   * became free. Null at once when too many wait already, or its origins are slow.
   */
  enter(urls: string[]): Promise<ReleaseSlot | null> | null {
    const origins = [...new Set(urls.map(originOf))];
    if (this.hasRoom(origins)) return Promise.resolve(this.take(origins));
    const kind = this.kindOf(origins);
    const ahead = this.waiters.filter((waiter) => this.kindOf(waiter.origins) === kind).length;
    return ahead < BOUNDS[kind].waiting ? this.wait(origins) : null;
  }

  /** How a file of this address came. */
  learn(url: string, prompt: boolean): void {
    const origin = originOf(url);
    this.isPrompt.delete(origin);
    this.isPrompt.set(origin, prompt);
    if (this.isPrompt.size > MAX_ORIGINS) this.isPrompt.delete(this.isPrompt.keys().next().value as string);
    this.serve();
  }

  private wait(origins: string[]): Promise<ReleaseSlot | null> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        origins,
        enter: (leave) => {
          clearTimeout(timer);
          this.waiters = this.waiters.filter((other) => other !== waiter);
          resolve(leave);
        },
      };
      const timer = setTimeout(() => waiter.enter(null), MAX_WAIT_MS);
      this.waiters.push(waiter);
    });
  }

  private serve(): void {
    for (const waiter of [...this.waiters])
      if (this.hasRoom(waiter.origins)) waiter.enter(this.take(waiter.origins));
  }

  private take(origins: string[]): ReleaseSlot {
    const kind = this.kindOf(origins);
    this.count(kind, origins, 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.count(kind, origins, -1);
      this.serve();
    };
  }

  private count(kind: Kind, origins: string[], by: 1 | -1): void {
    this.taken[kind] += by;
    for (const origin of origins) {
      const count = (this.takenOf.get(origin) ?? 0) + by;
      if (count > 0) this.takenOf.set(origin, count);
      else this.takenOf.delete(origin);
    }
  }

  private hasRoom(origins: string[]): boolean {
    const kind = this.kindOf(origins);
    const { slots, perOrigin } = BOUNDS[kind];
    return this.taken[kind] < slots && origins.every((origin) => (this.takenOf.get(origin) ?? 0) < perOrigin);
  }

  /** A message waits for the worst of its origins. */
  private kindOf(origins: string[]): Kind {
    const known = origins.map((origin) => this.isPrompt.get(origin));
    if (known.includes(false)) return 'slow';
    return known.includes(undefined) ? 'new' : 'prompt';
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
