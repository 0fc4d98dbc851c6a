/** PostgreSQL: no such database; wrong credentials. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NO_SUCH_DATABASE = '3D000';
const REFUSED = /^28...$/;
/** PgBouncer says everything with this code, also what passes. https://www.pgbouncer.org/config.html */
const PROTOCOL_VIOLATION = '08P01';
const UNSUPPORTED = /unsupported startup parameter(?: in options)?: (\S+)/;
const BY_POOLER = /no such database|no such user|authentication failed|password/i;

/** Whether a pooler refuses us for good. What else it says under the same code passes: it has no connection left, or no server. */
export function isRefusedByPooler(error: unknown): boolean {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  return code === PROTOCOL_VIOLATION && (UNSUPPORTED.test(message) || BY_POOLER.test(message));
}

/** Why we cannot connect, where that is no outage: in one line that says what to do. Else the error as it is. */
export function inWords(error: unknown): unknown {
  const { code, message, syscall, path } = error as NodeJS.ErrnoException;
  const because = { cause: error };
  const unsupported = UNSUPPORTED.exec(message);
  if (code === PROTOCOL_VIOLATION && unsupported !== null)
    return new Error(
      `The pooler at DATABASE_URL refuses "${unsupported[1]}". Let it pass (PgBouncer: ignore_startup_parameters = ` +
        'extra_float_digits,options), or set DATABASE_SESSION_SETTINGS=false; then run `sendstream database-role` once for ' +
        'the role, and migrate over MIGRATE_DATABASE_URL, without the pooler.',
      because,
    );
  if (isRefusedByPooler(error))
    return new Error(`The pooler refuses us: ${message}. Check DATABASE_URL.`, because);
  if (code === NO_SUCH_DATABASE)
    return new Error(`${message}: create it, then run \`sendstream migrate\`.`, because);
  if (code !== undefined && REFUSED.test(code))
    return new Error(`PostgreSQL refuses us: ${message}. Check DATABASE_URL.`, because);
  if (syscall === 'open' || syscall === 'read')
    return new Error(`DATABASE_URL names a file that cannot be read: ${path ?? ''} (${code}).`, because);
  return error;
}
