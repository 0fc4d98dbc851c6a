const REQUIRED_MAJOR = 7;

/** Thrown at boot: group lag and the scripts' flags came with Redis 7.0. */
export class RedisTooOldError extends Error {
  override readonly name = 'RedisTooOldError';

  constructor(version: string) {
    super(`Redis ${version} is too old: the queue needs Redis ${REQUIRED_MAJOR}.0 or newer`);
  }
}

/** Checks the answer of `INFO server`. Throws {@link RedisTooOldError}. */
export function requireRedisVersion(info: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'of unknown version';
  if (!(Number.parseInt(version, 10) >= REQUIRED_MAJOR)) throw new RedisTooOldError(version);
}
