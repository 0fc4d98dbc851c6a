/** How long a statement waits for its end, in milliseconds. */
export const STATEMENT_TIMEOUT = 15_000;

/**
 * Every statement here takes its rows through an index. The planner, whose statistics of a young table are stale, would
 * now and then rather read all of it; a prepared statement then keeps that plan while the table grows to millions. A
 * table that has no index on purpose then looks so dear that statements would be compiled, for seconds each. Pages are
 * in memory or on a disk that seeks for nothing: a page of a list is read in its index's order, not gathered and sorted.
 */
const STEADY_PLANS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  random_page_cost: '1.1',
};

/** What each session of an app is set to, by the names of PostgreSQL. */
export const SESSION_SETTINGS: Record<string, string> = {
  ...STEADY_PLANS,
  statement_timeout: String(STATEMENT_TIMEOUT),
};

/** The same as `options` of a connection; what the address itself asks for comes after it, and wins. */
export function sessionOptions(settings: Record<string, string>, ofAddress: string): string {
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return [...ours, ofAddress].filter(Boolean).join(' ');
}

/** Which of these a session was not given: `pg_settings` has values in their own unit, as we set them. */
export const MISSING_SETTINGS = `
  SELECT w.name FROM unnest($1::text[], $2::text[]) AS w (name, setting)
    LEFT JOIN pg_settings s USING (name)
   WHERE s.setting IS DISTINCT FROM w.setting ORDER BY w.name`;

/** Those that the address does not set itself. */
export function wantedSettings(ofAddress: string): { names: string[]; values: string[] } {
  const wanted = Object.entries(SESSION_SETTINGS).filter(([name]) => !ofAddress.includes(name));
  return { names: wanted.map(([name]) => name), values: wanted.map(([, value]) => value) };
}
