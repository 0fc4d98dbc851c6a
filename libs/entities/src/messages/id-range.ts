import type { MessageFilter } from './message-filter.js';

/** An id begins with the time its message was made by the clock of who made it; PostgreSQL's writes created_at. */
const CLOCKS_DIFFER_MS = 600_000;
const LATEST = 2 ** 48 - 1;

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

/** The lowest UUIDv7 of that time (RFC 9562). */
function firstIdAt(ms: number): string {
  const hex = Math.min(Math.max(ms, 0), LATEST).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
