import { isDatabaseUnavailable } from '#entities';

/** PostgreSQL: no such table, no such column. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NO_SUCH_TABLE = '42P01';
const NO_SUCH_COLUMN = '42703';
const NO_SUCH_DATABASE = '3D000';

/** What went wrong in one line for people, and what to do where that is known. Never a stack. */
export function failureLine(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  const said = message || code || String(error);
  if (code === NO_SUCH_TABLE || code === NO_SUCH_COLUMN)
    return 'The database is empty, or older than this version of Sendstream: run `sendstream migrate`.';
  if (code === NO_SUCH_DATABASE) return `${said}: create it, then run \`sendstream migrate\`.`;
  if (isDatabaseUnavailable(error)) return `PostgreSQL does not answer at DATABASE_URL: ${said}`;
  return said;
}
