/**
 * SQL for a UUIDv7 (RFC 9562) of the moment `series` tenths of a millisecond after now: rows filled in by one statement
 * then have ids in the order of their time, as rows stored one by one have.
 */
export function timeOrderedIdSql(series: string): string {
  const millis = `(extract(epoch FROM now()) * 1000)::bigint + ${series} / 10`;
  const order = `(${VERSION_7} + ${series} % 10)`;
  const chance = 'substr(gen_random_uuid()::text, 20)';
  return `(lpad(to_hex(${millis}), 12, '0') || lpad(to_hex(${order}), 4, '0') || ${chance})::uuid`;
}

/** The group of digits that begins with the version; PostgreSQL before 16 reads no hexadecimal numbers. */
const VERSION_7 = 0x7000;
