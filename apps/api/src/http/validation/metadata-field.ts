import { field, type FieldOptions } from './field.js';

const MAX_BYTES = 4_096;
const MAX_LEVELS = 100;
const TOO_LARGE = `must have at most ${MAX_BYTES} bytes as JSON`;
const TOO_DEEP = `must be nested at most ${MAX_LEVELS} levels deep`;

/** An object of the client's own, or null: its JSON has at most 4 kB, nested no deeper than anything that walks it can bear. */
export const IsMetadata = (options?: FieldOptions) =>
  field(
    { name: 'isMetadata', schema: { type: 'object', additionalProperties: true }, check: faultOf },
    { nullable: true, ...options },
  );

function faultOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const fault = shapeFault(value);
  if (fault !== null) return fault;
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > MAX_BYTES) return TOO_LARGE;
  // JSON writes what PostgreSQL cannot store as these escapes (unless their backslash is itself escaped).
  return /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(json)
    ? 'must not contain NUL or half a surrogate pair'
    : null;
}

/** Null for what is small and flat enough to be written as JSON, whose length then counts; looks no further than that. */
function shapeFault(metadata: object): string | null {
  let values = 0;
  const faultOfValue = (value: unknown, levels: number): string | null => {
    values += 1;
    // Each takes a byte at least.
    if (values > MAX_BYTES || (typeof value === 'string' && value.length > MAX_BYTES)) return TOO_LARGE;
    // What JSON.parse makes of `1e999`, and JSON.stringify writes as null.
    if (typeof value === 'number' && !Number.isFinite(value))
      return 'must not contain a number beyond 1.8e308';
    if (value === null || typeof value !== 'object') return null;
    if (levels === 0) return TOO_DEEP;
    for (const child of Object.values(value)) {
      const fault = faultOfValue(child, levels - 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  return faultOfValue(metadata, MAX_LEVELS);
}
