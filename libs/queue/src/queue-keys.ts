/** The one consumer group all processors share. */
export const DEFAULT_GROUP = 'processors';

/** A consumer whose record is older than this (by Redis' clock) is taken for dead. Milliseconds. */
export const CONSUMER_ALIVE_MS = 3_000;

/** Stream of the entries that were given up. */
export const deadKey = (queue: string): string => `${queue}:dead`;

/** String; exists while the queue is paused, and holds the token of that pause, which says who paused. */
export const pausedKey = (queue: string): string => `${queue}:paused`;

/** Hash: consumer -> JSON `{state, token, at, handled, held}`, written by each living consumer twice a second. */
export const consumersKey = (queue: string): string => `${queue}:consumers`;

/** Hash: process -> `<when it told, in ms> <JSON>`; see ProcessReports. */
export const reportsKey = (topic: string): string => `process_reports:${topic}`;

/** Number of tokens taken in the window that now runs; it expires with that window. */
export const rateKey = (name: string): string => `rate_limit:${name}`;

/** Field of an entry that is deleted once it is handled. */
export const DELETED_WHEN_HANDLED = 'passing';

/** Sorted set: process -> when it last asked for a pace. */
export const PACE_ASKERS = 'pace_askers';

/** Sorted set: bucket -> until when it is slowed. */
export const PACE_SLOWED = 'pace_slowed';

/** Hash: state of a bucket; see scripts/take-pace.ts. */
export const paceKey = (bucket: string): string => `pace:${bucket}`;

/** Sorted sets: the lines that wait for a bucket, and when the turn of the next in each will be. */
export const paceLineKeys = (bucket: string): string[] =>
  ['urgent', 'back', 'new'].map((kind) => `pace:${bucket}:${kind}`);

/** Number: what was taken of a cap; it expires with its time. */
export const guardKey = (counter: string): string => `guard:cap:${counter}`;

/** Hash: what a prefix gets and usually gets; see scripts/count-guarded.ts. */
export const guardPrefixKey = (prefix: string): string => `guard:prefix:${prefix}`;

/** Sorted set: prefix -> until when it is stopped. */
export const GUARD_STOPPED = 'guard:stopped';

/** Number: since when prefixes are watched, in ms. */
export const GUARD_SINCE = 'guard:since';

/** Hash: rule -> how many messages it refused on that day of UTC (`2026-01-31`). */
export const guardRefusedKey = (day: string): string => `guard:refused:${day}`;
