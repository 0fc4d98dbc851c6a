import { createHash, randomBytes } from 'node:crypto';

const RANDOM_BYTES = 32;

/** What a browser holds in its cookie. 256 bits of chance. */
export function newSessionSecret(): string {
  return randomBytes(RANDOM_BYTES).toString('base64url');
}

/** What we keep of it. */
export function hashOfSession(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * What a page sends beside the cookie, to prove that it is ours: made of the secret, which scripts of other origins can make a
 * browser send, but cannot read. https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function csrfTokenOf(secret: string): string {
  return createHash('sha256').update(`csrf ${secret}`).digest('base64url');
}
