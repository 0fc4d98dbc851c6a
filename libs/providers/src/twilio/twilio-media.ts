import { type HttpClient, HttpFailure } from '#http';
import { networkError, refusalError } from '../outcome.js';
import type { Media } from '../message-provider.js';

/** Twilio takes and keeps media of up to 5 MB; some carriers' are larger. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_REDIRECTS = 3;
/** The API answers with a redirect to where the file is (Media resource, "Fetch a Media resource"). */
const HOSTS = ['.twilio.com', '.twiliocdn.com', '.amazonaws.com'];

/** Where media are, and nothing else of the account (Media resource, "Fetch a Media resource"). */
const MEDIA_PATH =
  /^\/2010-04-01\/Accounts\/(AC[0-9a-z]{1,32})\/Messages\/[MS]M[0-9a-z]{1,32}\/Media\/ME[0-9a-z]{1,32}$/i;

/** Of an API key, or the account's own. */
export interface Credentials {
  username: string;
  password: string;
}

export interface MediaAccess {
  accountSid: string;
  credentials: Credentials;
  baseUrl: string;
  timeoutMs: number;
  /** The account's name. */
  provider: string;
}

/** Whether an address is that of a medium of this account: what is asked for with its credentials is handed on. */
export function isAccountMedia(address: string, accountSid: string): boolean {
  if (!URL.canParse(address)) return false;
  const { username, password, pathname, search, hash } = new URL(address);
  return username + password + search + hash === '' && MEDIA_PATH.exec(pathname)?.[1] === accountSid;
}

/** Of our credentials, or of a file that is not there yet. */
const TEMPORARY_STATUSES = new Set([401, 404, 405, 407]);

/**
 * A file of an inbound MMS, with the account's credentials, which only Twilio's own API ever gets to see. Null for an
 * address that is not that of a medium there.
 * @throws RetryableError or PermanentError when it cannot be had.
 */
export async function readMedia(
  address: string,
  access: MediaAccess,
  http: HttpClient,
): Promise<Media | null> {
  if (!isAccountMedia(address, access.accountSid)) return null;
  const url = new URL(address);
  const ours = access.baseUrl === '' ? 'https://api.twilio.com' : new URL(access.baseUrl).origin;
  if (url.origin !== ours) return null;
  const { username, password } = access.credentials;
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  try {
    const { status, headers, content } = await http.download({
      method: 'GET',
      url,
      headers: { Authorization: `Basic ${credentials}` },
      permitsUrl: (at) => at.origin === ours || isTwilios(at),
      timeoutMs: access.timeoutMs * 3,
      maxBytes: MAX_BYTES,
      maxRedirects: MAX_REDIRECTS,
    });
    if (status === 200)
      return { contentType: headers['content-type'] ?? 'application/octet-stream', content };
    content.destroy();
    const fault = { provider: access.provider, code: null, message: `HTTP ${status}`, httpStatus: status };
    throw refusalError({
      ...fault,
      retryAfterMs: null,
      problem: null,
      isTemporary: TEMPORARY_STATUSES.has(status),
    });
  } catch (error) {
    throw error instanceof HttpFailure ? networkError(access.provider, error) : error;
  }
}

function isTwilios({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && HOSTS.some((host) => `.${hostname}`.endsWith(host));
}
