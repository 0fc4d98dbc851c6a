import type { AskedLane, DueRow, Lane } from '#entities';

const BATCH = 500;
/**
 * Above this depth a look adds one batch of each kind at most: what is due can wait its turn in the table as well as in
 * Redis. No kind waits for another: a million retries keep nobody from taking over what a dead processor left.
 */
const DEEP_QUEUE = 10_000;

/** What one look may still add to a lane. */
export class DueLane {
  private room: number;
  /** Of the kind that is looked for now. */
  private left = 0;

  /** `lostBefore`: what was queued before then, and is pending, has no entry; null: nothing is known yet. */
  constructor(
    readonly lane: Lane,
    depth: number,
    readonly lostBefore: Date | null,
  ) {
    this.room = DEEP_QUEUE - depth;
  }

  /** Another kind is looked for. */
  begin(): void {
    this.left = Math.max(this.room, BATCH);
  }

  get asked(): AskedLane {
    return { ...this.lane, limit: Math.min(this.left, BATCH), queuedBefore: this.lostBefore };
  }

  /** Takes what of these rows is its own; answers whether there may be more of the kind, and room for it. */
  took(due: DueRow[]): boolean {
    const { type, priority } = this.lane;
    const { limit } = this.asked;
    const count = due.filter((row) => row.type === type && row.priority === priority).length;
    this.room -= count;
    this.left -= count;
    return count === limit && this.left > 0;
  }
}
