import type { DeadEntry, DeadLetters } from './dead-letters.js';
import type { RedisLink } from './redis/redis-link.js';
import { findEntry } from './scripts/find-entry.js';

/** Looked at in one step, and in all: what a busy queue takes in some seconds. */
const AT_ONCE = 1_000;
const STEPS = 20;
const DEAD_LOOKED_AT = 1_000;

/** Where an entry of a queue is. */
export interface FoundEntry {
  /** Id in the queue; of a dead one that in the dead stream. */
  id: string;
  /** `waiting`: nobody has read it; `pending`: a consumer has it; `handled`: it is kept to be looked at. */
  state: 'waiting' | 'pending' | 'handled' | 'dead';
  consumer: string | null;
}

/** Looks for the entry that carries a text, within bounds: it may be there and not be found. */
export class EntrySearch {
  constructor(
    private readonly link: RedisLink,
    private readonly group: string,
    private readonly dead: DeadLetters,
  ) {}

  /** `from`: no earlier one is looked at, by the clock of Redis. Null: not found. */
  async find(queue: string, text: string, from: Date): Promise<FoundEntry | null> {
    const living = await this.findLiving(queue, text, from);
    if (living && living.state !== 'handled') return living;
    const dead = (await this.dead.newest(queue, DEAD_LOOKED_AT)).find((entry) => isOf(entry, text, living));
    return dead ? { id: dead.id, state: 'dead', consumer: null } : living;
  }

  private async findLiving(queue: string, text: string, from: Date): Promise<FoundEntry | null> {
    let after = `${Math.max(from.getTime(), 0)}-0`;
    for (let step = 0; step < STEPS; step += 1) {
      const [state, id, consumer, last] = await this.link.run((redis) =>
        findEntry.run(redis, [queue], [this.group, text, after, AT_ONCE]),
      );
      if (state !== '') return { id, state, consumer: consumer === '' ? null : consumer };
      if (last === '') return null;
      after = `(${last}`;
    }
    return null;
  }
}

/** One that died before the last time it was queued is another story. */
function isOf(entry: DeadEntry, text: string, living: FoundEntry | null): boolean {
  return entry.data.includes(text) && (living === null || entry.entryId === living.id);
}
