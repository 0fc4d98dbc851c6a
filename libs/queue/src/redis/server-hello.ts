import type { Redis } from 'ioredis';
import { replyCode } from './describe-error.js';

const REQUIRED_MAJOR = 7;

/** Thrown at boot: group lag and the scripts' flags came with Redis 7.0. */
export class RedisTooOldError extends Error {
  override readonly name = 'RedisTooOldError';

  constructor(version: string) {
    super(`Redis ${version} is too old: the queue needs Redis ${REQUIRED_MAJOR}.0 or newer`);
  }
}

/** What a server says of itself. */
export interface ServerHello {
  version: string;
  mode: 'standalone' | 'cluster' | 'sentinel';
  role: 'master' | 'replica';
  /** Of this connection. */
  clientId: number;
}

/**
 * Asks a server who it is. `HELLO` is allowed to every user who may log in, where `INFO` and `CLIENT` may be denied.
 * @throws RedisTooOldError, and the error of the connection.
 */
export async function hello(redis: Redis): Promise<ServerHello> {
  const reply = await redis.call('HELLO').catch((error: Error) => {
    // It came with 6.0.
    throw replyCode(error) === 'ERR' ? new RedisTooOldError('before 6.0') : error;
  });
  const told = new Map<unknown, unknown>();
  for (let index = 0; index + 1 < (reply as unknown[]).length; index += 2)
    told.set((reply as unknown[])[index], (reply as unknown[])[index + 1]);
  const version = String(told.get('version') ?? 'of unknown version');
  const mode = told.get('mode') as ServerHello['mode'];
  if (mode !== 'sentinel') requireVersion(version);
  return {
    version,
    mode,
    role: told.get('role') === 'replica' ? 'replica' : 'master',
    clientId: Number(told.get('id')),
  };
}

/** @throws RedisTooOldError */
export function requireVersion(version: string): void {
  if (!(Number.parseInt(version, 10) >= REQUIRED_MAJOR)) throw new RedisTooOldError(version);
}
