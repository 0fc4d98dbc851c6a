import { createHash, randomBytes } from 'node:crypto';

/** Says what it is wherever it turns up: in a leaked file, or to a scanner of secrets. */
const PREFIX = 'ssk_';
const RANDOM_BYTES = 32;
const HINT_LENGTH = PREFIX.length + 4;

/** What a client holds. 256 bits of chance: its plain SHA-256 cannot be guessed back. */
export function newApiKeySecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/** What we keep of it. */
export function hashOfApiKey(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The beginning of a key, enough to tell it from others and to nothing else. */
export function hintOfApiKey(secret: string): string {
  return `${secret.slice(0, HINT_LENGTH)}...`;
}
