import type { HttpClient } from '#http';
import type { Media } from '../message-provider.js';
import { readProviderMedia } from '../provider-media.js';

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
  return readProviderMedia(http, {
    provider: access.provider,
    url,
    headers: { Authorization: `Basic ${credentials}` },
    permitsUrl: (at) => at.origin === ours || isTwilios(at),
    timeoutMs: access.timeoutMs * 3,
  });
}

function isTwilios({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && HOSTS.some((host) => `.${hostname}`.endsWith(host));
}
