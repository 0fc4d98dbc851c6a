import { firstIdAt } from '#config';
import type { MessageFilter } from './message-filter.js';

/** An id begins with the time its message was made by the clock of who made it; PostgreSQL's writes created_at. */
const CLOCKS_DIFFER_MS = 600_000;

/** Where ids may be. Null: anywhere. */
export interface IdRange {
  from: string | null;
  below: string | null;
}

type Times = Pick<MessageFilter, 'createdAfter' | 'createdBefore' | 'changedBefore'>;

/** Where the ids are of what was made within these times. Nothing changes before it is made. */
export function idRangeOf({ createdAfter, createdBefore, changedBefore }: Times): IdRange {
  const ends = [createdBefore, changedBefore].flatMap((time) => time ?? []);
  const end = ends.sort((one, other) => one.getTime() - other.getTime())[0];
  return {
    from: createdAfter ? firstIdAt(createdAfter.getTime() - CLOCKS_DIFFER_MS) : null,
    below: end ? firstIdAt(end.getTime() + CLOCKS_DIFFER_MS) : null,
  };
}
