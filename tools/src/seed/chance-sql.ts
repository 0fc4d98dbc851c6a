/**
 * SQL functions of the session: `chance(n, salt)` is a number from 0 up to 1, `pick(words, n, salt)` one of the words, and
 * `id_of(at, n, salt)` a UUIDv7 of that time. All are the same for the same seed.
 */
export function chanceFunctions(seed: number): string {
  return `
    CREATE FUNCTION pg_temp.chance(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
      SELECT (hashint8extended(n, salt + 1000 * ${seed}::bigint) & 1073741823)::float8 / 1073741824 $$;
    CREATE FUNCTION pg_temp.pick(words text[], n bigint, salt int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
      SELECT words[1 + floor(pg_temp.chance(n, salt) * cardinality(words))::int] $$;
    CREATE FUNCTION pg_temp.id_of(at timestamptz, n bigint, salt int) RETURNS uuid LANGUAGE sql STABLE AS $$
      SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n & 4095), 3, '0')
              || '8' || right(lpad(to_hex(hashint8extended(n, salt + 1000 * ${seed}::bigint)), 16, '0'), 15))::uuid $$`;
}
