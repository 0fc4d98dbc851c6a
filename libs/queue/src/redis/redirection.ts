import { replyCode } from './describe-error.js';
import type { Redirection } from './places/redis-place.js';

/** Where a node of a cluster sends us: `MOVED 3999 127.0.0.1:6381`. Without a host it is `from`, the node's own. Null: nowhere. */
export function redirectionIn(error: unknown, from: string): Redirection | null {
  const code = replyCode(error);
  if (code !== 'MOVED' && code !== 'ASK') return null;
  const [, host = '', port = ''] = /^\w+ \d+ (\S*):(\d+)/.exec((error as Error).message) ?? [];
  if (port === '') return null;
  return { node: { host: host || from, port: Number(port) }, asking: code === 'ASK' };
}
