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

/** What is looked for. */
export interface SearchedEntry {
  /** A part of its data. */
  text: string;
  /** No earlier one is looked at, by the clock of Redis. */
  from: Date;
  /** Whether one that was handled is passed over, as long as there may be a later one that is not. */
  isLiving: boolean;
}

/** Looks for the entry that carries a text, within bounds: it may be there and not be found. */
export class EntrySearch {
  constructor(
    private readonly link: RedisLink,
    private readonly group: string,
    private readonly dead: DeadLetters,
  ) {}

  /** Null: not found. */
  async find(queue: string, searched: SearchedEntry): Promise<FoundEntry | null> {
    const found = await this.findInQueue(queue, searched);
    if (found && found.state !== 'handled') return found;
    const dead = await this.dead.newest(queue, DEAD_LOOKED_AT);
    const same = dead.find((entry) => isOf(entry, searched.text, found));
    return same ? { id: same.id, state: 'dead', consumer: null } : found;
  }

  private async findInQueue(
    queue: string,
    { text, from, isLiving }: SearchedEntry,
  ): Promise<FoundEntry | null> {
    let after = `${Math.max(from.getTime(), 0)}-0`;
    let handled: FoundEntry | null = null;
    for (let step = 0; step < STEPS; step += 1) {
      const [state, id, consumer, last] = await this.link.run((redis) =>
        findEntry.run(redis, [this.link.keys.stream(queue)], [this.group, text, after, AT_ONCE]),
      );
      const found = state === '' ? null : { id, state, consumer: consumer === '' ? null : consumer };
      if (found && !(isLiving && state === 'handled')) return found;
      handled = found ?? handled;
      if (last === '') break;
      after = `(${last}`;
    }
    return handled;
  }
}

/** One that died before the last time it was queued is another story. */
function isOf(entry: DeadEntry, text: string, found: FoundEntry | null): boolean {
  return entry.data.includes(text) && (found === null || entry.entryId === found.id);
}
