import type { QueuePosition } from '#queue';

interface Checkpoint {
  /** By the database's clock, read before `lastId`. */
  at: Date;
  lastId: string;
}

/** A message may wait this long between its commit and its queue entry. */
const GRACE_MS = 3_000;
const MAX_CHECKPOINTS = 64;

/**
 * Tells which pending messages have lost their queue entry, without looking at any entry. At each look the stream's
 * last id is remembered beside the database's time: whatever was queued before that time has an entry up to that id,
 * or none. Once every living entry is younger than that id, a message queued before that time that is still pending
 * has none. So a backlog of any size costs one comparison, and never a copy.
 */
export class LostEntries {
  private checkpoints: Checkpoint[] = [];

  /** Messages queued before the answer, and pending, have no living entry. Null: nothing is known yet. */
  queuedBefore(now: Date, position: QueuePosition): Date | null {
    this.checkpoints.push({ at: now, lastId: position.lastId });
    if (this.checkpoints.length > MAX_CHECKPOINTS) this.thin();

    const { oldestLivingId } = position;
    if (oldestLivingId === null) return before(now);
    const latest = this.checkpoints.findLastIndex((checkpoint) => older(checkpoint.lastId, oldestLivingId));
    if (latest < 0) return null;
    this.checkpoints = this.checkpoints.slice(latest);
    return before((this.checkpoints[0] as Checkpoint).at);
  }

  /** Every second one suffices: what is decided is only decided a little later. */
  private thin(): void {
    this.checkpoints = this.checkpoints.filter((_, index) => index % 2 === 1);
  }
}

function before(time: Date): Date {
  return new Date(time.getTime() - GRACE_MS);
}

/** Stream ids are `milliseconds-sequence`. https://redis.io/docs/latest/develop/data-types/streams/#entry-ids */
function older(one: string, other: string): boolean {
  const [oneMs, oneSeq] = one.split('-').map(Number) as [number, number];
  const [otherMs, otherSeq] = other.split('-').map(Number) as [number, number];
  return oneMs < otherMs || (oneMs === otherMs && oneSeq < otherSeq);
}
