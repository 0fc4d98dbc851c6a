import type { RedisAddress } from '#config';
import { replyCode } from './describe-error.js';

/** Replies that say "not now" rather than "wrong command". */
const OUTAGE_REPLIES = new Set(
  'LOADING READONLY OOM MASTERDOWN MISCONF NOREPLICAS BUSY CLUSTERDOWN TRYAGAIN NOAUTH WRONGPASS NOPERM'.split(
    ' ',
  ),
);
const OF_A_CLUSTER = new Set(['MOVED', 'ASK', 'CROSSSLOT']);

/**
 * Why Redis does not do what it is asked, where that is no fault of the command: it cannot now, it is another kind of server than
 * its address says, or its user may not. Null: it is a fault of the command.
 */
export function whyRefused(error: unknown, { kind }: Pick<RedisAddress, 'kind'>): string | null {
  const code = replyCode(error);
  if (code === '') return null;
  const { message } = error as Error;
  if (code === 'READONLY') return `this is a replica, which takes no writes (${message})`;
  if (OUTAGE_REPLIES.has(code)) return message;
  // What a script may not do is told without a code of its own.
  if (message.includes("user executing the script can't run")) return `NOPERM ${message}`;
  if (kind !== 'cluster' && OF_A_CLUSTER.has(code))
    return `this is a node of a cluster, and REDIS_URL must begin with redis+cluster:// or rediss+cluster:// (${code})`;
  if (kind === 'single' && /^ERR unknown command/i.test(message))
    return `it knows not what a Redis knows: is it a Sentinel? Then REDIS_URL must begin with redis+sentinel:// (${message.slice(0, 60)})`;
  return null;
}

const ENDS =
  /^(NOAUTH|Connection is closed|Stream isn't writeable|Reached the max retries|Cluster isn't ready|(read|write) E(CONNRESET|PIPE))/;

/** Whether an error says that there is no connection, or that it has no password yet, and nothing of why. */
export function saysOnlyThatItEnded(error: unknown): boolean {
  return error instanceof Error && ENDS.test(error.message);
}
