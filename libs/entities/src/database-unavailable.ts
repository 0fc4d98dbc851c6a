import { isNativeError } from 'node:util/types';
import { isRefusedByPooler } from './connection/refusals.js';

/**
 * SQLSTATE classes and codes of a server that cannot answer now: connection exceptions (08), insufficient resources
 * (53), operator intervention (57: shutdown, crash, cancelled by timeout), lock not available, read-only after a
 * failover, deadlock and serialisation failures. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQLSTATE = /^(08...|53...|57...|55P03|25006|40001|40P01)$/;
const CONFLICT = /^(40001|40P01)$/;
const LOST_PREPARATION = /^(26000|42P05)$/;
/** A write on a server that takes none. */
export const READ_ONLY = '25006';
const SOCKET =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** What `pg` itself says, without a code, of a connection that is gone or could not be had in time. */
const CLIENT =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|connection error and is not queryable|client was closed/i;

/** What is said of a fault that is none of an absence. */
const WORDS: [codes: RegExp, words: string][] = [
  [CONFLICT, 'PostgreSQL undid a statement that was in conflict with others'],
  [/^55P03$/, 'PostgreSQL waited too long for a lock'],
  [/^57014$/, 'PostgreSQL took too long'],
  [/^25006$/, 'PostgreSQL is read-only'],
  [/^53300$/, 'PostgreSQL has no connection left'],
  [/^53...$/, 'PostgreSQL has no room left'],
];

/** True when the same statement may well pass later: the fault is the database's, not the statement's. */
export function isDatabaseUnavailable(error: unknown): boolean {
  // Not `instanceof`: an error of a socket may come from another realm than this module.
  if (!isNativeError(error)) return false;
  const { errors } = error as { errors?: unknown };
  if (Array.isArray(errors)) return errors.some(isDatabaseUnavailable);
  // A pooler that refuses us, or a certificate that is not there: no wait mends that.
  if (isRefusedByPooler(error) || (error as NodeJS.ErrnoException).syscall === 'open') return false;
  const code = sqlState(error);
  if (code !== null && (SQLSTATE.test(code) || SOCKET.test(code))) return true;
  return CLIENT.test(error.message);
}

/** True when the statement, or its whole transaction, was undone for the sake of another, and may be tried again at once. */
export function isConflict(error: unknown): boolean {
  return CONFLICT.test(sqlState(error) ?? '');
}

/**
 * True when the server did not know a statement under its name, or knew it already: a pooler gave us another connection than
 * the one on which it was prepared.
 */
export function isLostPreparation(error: unknown): boolean {
  return LOST_PREPARATION.test(sqlState(error) ?? '');
}

/** True when it is a fault of the database that lasts, and not of one statement among others, which had to wait or to give way. */
export function isLasting(error: unknown): boolean {
  return isDatabaseUnavailable(error) && !/^(40001|40P01|55P03|57014)$/.test(sqlState(error) ?? '');
}

/** True when the server takes no writes, as one does that a failover has made a replica. */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === READ_ONLY;
}

/** What an unavailable database suffers from, in words for a log. */
export function describeOutage(error: unknown): string {
  const code = sqlState(error) ?? '';
  return WORDS.find(([codes]) => codes.test(code))?.[1] ?? 'PostgreSQL is away';
}

function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}
