/** Explained in docs/decisions/0044-who-is-the-master.md. */
import type { RedisAddress, RedisNode } from '#config';
import { describeError } from './describe-error.js';
import { Sentinel } from './sentinel.js';

const EVERY_MS = 1_000;

/**
 * Where the master is, as most of the Sentinels say: one that was cut off may tell of the old one for ever. All connections of
 * this process to one address share it, so that they move together.
 */
export class SentinelWatch {
  private static readonly standing = new Map<string, SentinelWatch>();

  private readonly sentinels: Sentinel[];
  private readonly listeners = new Set<() => void>();
  private known: string | undefined;
  private asking: Promise<RedisNode> | undefined;
  private users = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly key: string,
    private readonly address: RedisAddress,
  ) {
    this.sentinels = address.nodes.map((node) => new Sentinel(node, address));
    this.timer = setInterval(() => void this.master().catch(() => undefined), EVERY_MS);
  }

  /** The one of this address. {@link leave} it. */
  static join(address: RedisAddress): SentinelWatch {
    const key = JSON.stringify(address);
    const watch = SentinelWatch.standing.get(key) ?? new SentinelWatch(key, address);
    SentinelWatch.standing.set(key, watch);
    watch.users += 1;
    return watch;
  }

  /** Calls `listener` when another server has become the master; answers how to end that. */
  onMove(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Asks them now. @throws Error that says what keeps them from telling. */
  master(): Promise<RedisNode> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  leave(): void {
    this.users -= 1;
    if (this.users > 0) return;
    clearInterval(this.timer);
    for (const sentinel of this.sentinels) sentinel.close();
    SentinelWatch.standing.delete(this.key);
  }

  private async ask(): Promise<RedisNode> {
    const place = await this.mostSaid();
    const isMove = this.known !== undefined && this.known !== place;
    this.known = place;
    if (isMove) for (const listener of [...this.listeners]) listener();
    return JSON.parse(place) as RedisNode;
  }

  /** Resolves as soon as more than half agree; else when all have answered, with what most say. */
  private mostSaid(): Promise<string> {
    const votes = new Map<string, number>();
    let fault: unknown = new Error(`they know no master of the name ${this.address.master}`);
    let open = this.sentinels.length;
    return new Promise((resolve, reject) => {
      const answered = (node: RedisNode | null) => {
        const place = JSON.stringify(node);
        const count = (votes.get(place) ?? 0) + 1;
        if (node !== null) votes.set(place, count);
        if (node !== null && count > this.sentinels.length / 2) resolve(place);
        open -= 1;
        if (open > 0) return;
        const most = this.mostOf(votes);
        if (most !== undefined) resolve(most);
        else reject(new Error(`the Sentinels do not say where the master is: ${describeError(fault)}`));
      };
      for (const sentinel of this.sentinels)
        sentinel.masterAddress(this.address.master).then(answered, (error: unknown) => {
          fault = error;
          answered(null);
        });
    });
  }

  /** Of equally many, what is known already. */
  private mostOf(votes: Map<string, number>): string | undefined {
    const sorted = [...votes].sort(
      ([a, n], [b, m]) => m - n || Number(b === this.known) - Number(a === this.known),
    );
    return sorted[0]?.[0];
  }
}

/** The master that the Sentinels of an address tell of now. @throws Error that says what keeps them from telling. */
export async function masterOf(address: RedisAddress): Promise<RedisNode> {
  const watch = SentinelWatch.join(address);
  try {
    return await watch.master();
  } finally {
    watch.leave();
  }
}
