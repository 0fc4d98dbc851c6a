import { isNativeError } from 'node:util/types';

/**
 * SQLSTATE classes and codes of a server that cannot answer now: connection exceptions (08), insufficient resources
 * (53), operator intervention (57: shutdown, crash, cancelled by timeout), lock not available, read-only after a
 * failover, deadlock and serialisation failures. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQLSTATE = /^(08...|53...|57...|55P03|25006|40001|40P01)$/;
const SOCKET =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** What `pg` itself says, without a code, of a connection that is gone or could not be had in time. */
const CLIENT =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|connection error and is not queryable|client was closed/i;

/** True when the same statement may well pass later: the fault is the database's, not the statement's. */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Not `instanceof`: an error of a socket may come from another realm than this module.
  if (!isNativeError(error)) return false;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (Array.isArray(errors)) return errors.some(isDatabaseUnavailable);
  if (typeof code === 'string' && (SQLSTATE.test(code) || SOCKET.test(code))) return true;
  return CLIENT.test(error.message);
}
