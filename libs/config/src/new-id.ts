import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Asking the system for the few random bytes of one id costs more than all the rest of making it: many at once. */
const BYTES = 16;
const pool = new Uint8Array(BYTES * 256);
let taken = pool.length;

let lastMs = 0;
let sequence = 0;

/** A UUIDv7 (RFC 9562). Those of one process sort in the order of their making, within a millisecond as well. */
export function newId(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const random = pool.subarray(taken, (taken += BYTES));
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = ((random[0] as number) << 16) | ((random[1] as number) << 8) | (random[2] as number);
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
}

const LATEST = 2 ** 48 - 1;

/** The lowest UUIDv7 of that time, in milliseconds since 1970. */
export function firstIdAt(ms: number): string {
  const hex = Math.min(Math.max(Math.trunc(ms), 0), LATEST)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When a UUIDv7 was made, by the clock of who made it. */
export function timeOfId(id: string): Date {
  return new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}
