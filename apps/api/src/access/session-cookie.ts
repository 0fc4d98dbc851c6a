import type { IncomingHttpHeaders } from 'node:http';

const NAME = 'sendstream_session';
const GIVEN = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{43})\\s*(?:;|$)`);

/** The session's secret among the cookies of a request; null: there is none that could be ours. RFC 6265, section 5.4. */
export function sessionSecretOf({ cookie }: IncomingHttpHeaders): string | null {
  return cookie === undefined ? null : (GIVEN.exec(cookie)?.[1] ?? null);
}

/** The cookie that begins a session. No script reads it, and no other site makes a browser send it. RFC 6265bis. */
export function sessionCookie(secret: string, lifeMs: number, isSecure: boolean): string {
  return `${NAME}=${secret}; Max-Age=${Math.floor(lifeMs / 1_000)}; ${attributes(isSecure)}`;
}

/** The cookie that makes a browser forget it. */
export function noSessionCookie(isSecure: boolean): string {
  return `${NAME}=; Max-Age=0; ${attributes(isSecure)}`;
}

function attributes(isSecure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}
