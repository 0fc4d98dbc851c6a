import type { RedisLink } from './redis/redis-link.js';
import { replayDead } from './scripts/replay-dead.js';

const MAX_LISTED = 1_000;
const BATCH = 100;

/** An entry that was given up, and why. */
export interface DeadEntry {
  /** Id in the dead stream. */
  id: string;
  /** Id it had in its queue. */
  entryId: string;
  /** The entry's `data` as it was, JSON or not. */
  data: string;
  reason: string;
  deliveries: number;
  /** ISO 8601. */
  diedAt: string;
}

/** The dead stream of a queue: look, bring back, throw away. */
export class DeadLetters {
  constructor(private readonly link: RedisLink) {}

  /** The oldest first, those after the one with the id `after`. */
  async list(queue: string, limit: number, after: string | null): Promise<DeadEntry[]> {
    const count = Math.min(Math.max(1, Math.trunc(limit)), MAX_LISTED);
    const start = after === null ? '-' : `(${after}`;
    const entries = await this.link.run((redis) =>
      redis.xrange(this.link.keys.dead(queue), start, '+', 'COUNT', count),
    );
    return entries.map(([id, fields]) => asDeadEntry(id, fields));
  }

  async newest(queue: string, count: number): Promise<DeadEntry[]> {
    const entries = await this.link.run((redis) =>
      redis.xrevrange(this.link.keys.dead(queue), '+', '-', 'COUNT', count),
    );
    return entries.map(([id, fields]) => asDeadEntry(id, fields));
  }

  async replay(queue: string, ids: readonly string[] | 'all'): Promise<number> {
    let moved = 0;
    for await (const batch of this.batches(queue, ids)) {
      moved += await this.link.run((redis) =>
        replayDead.run(redis, [this.link.keys.dead(queue), this.link.keys.stream(queue)], batch),
      );
    }
    return moved;
  }

  async discard(queue: string, ids: readonly string[] | 'all'): Promise<number> {
    let deleted = 0;
    for await (const batch of this.batches(queue, ids)) {
      deleted += await this.link.run((redis) => redis.xdel(this.link.keys.dead(queue), ...batch));
    }
    return deleted;
  }

  /** Asks of all that is dead now, some at a time, what it is to become: its `data` from now on, or null to delete it. */
  async revise(
    queue: string,
    decide: (some: DeadEntry[]) => Promise<Map<string, string | null>>,
  ): Promise<void> {
    for await (const ids of this.batches(queue, 'all')) {
      const found = await this.link.run((redis) =>
        redis.xrange(this.link.keys.dead(queue), ids[0] as string, ids.at(-1) as string),
      );
      const fates = await decide(found.map(([id, fields]) => asDeadEntry(id, fields)));
      for (const [id, fields] of found) {
        const data = fates.get(id);
        if (data !== undefined) await this.replace(queue, id, data === null ? null : withData(fields, data));
      }
    }
  }

  private async replace(queue: string, id: string, fields: string[] | null): Promise<void> {
    if (fields !== null)
      await this.link.run((redis) => redis.xadd(this.link.keys.dead(queue), '*', ...fields));
    await this.link.run((redis) => redis.xdel(this.link.keys.dead(queue), id));
  }

  /** 'all' means the entries that are dead now: one that is replayed and dies again meanwhile is not met twice. */
  private async *batches(queue: string, ids: readonly string[] | 'all'): AsyncGenerator<string[]> {
    if (ids !== 'all') {
      for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
      return;
    }
    const key = this.link.keys.dead(queue);
    const [newest] = await this.link.run((redis) => redis.xrevrange(key, '+', '-', 'COUNT', 1));
    if (newest === undefined) return;
    let after = '-';
    for (;;) {
      const entries = await this.link.run((redis) => redis.xrange(key, after, newest[0], 'COUNT', BATCH));
      const last = entries.at(-1);
      if (last === undefined) return;
      after = `(${last[0]}`;
      yield entries.map(([id]) => id);
    }
  }
}

/** What its reason said may have been of what is not in its data any more. */
function withData(fields: string[], data: string): string[] {
  return fields.map((value, index) => {
    const name = index % 2 === 1 ? fields[index - 1] : undefined;
    return name === 'data' ? data : name === 'reason' ? 'a part of it was erased' : value;
  });
}

function asDeadEntry(id: string, fields: string[]): DeadEntry {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) values.set(fields[i] as string, fields[i + 1] as string);
  return {
    id,
    entryId: values.get('entry_id') ?? '',
    data: values.get('data') ?? '',
    reason: values.get('reason') ?? '',
    deliveries: Number(values.get('deliveries') ?? 0),
    diedAt: values.get('died_at') ?? '',
  };
}
