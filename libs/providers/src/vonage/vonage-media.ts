import type { HttpClient } from '#http';
import type { Media } from '../message-provider.js';
import { readProviderMedia } from '../provider-media.js';

/** Where Vonage keeps files (`https://api-us.nexmo.com/v3/media/...`); they are asked for with the application's token. */
const HOSTS = ['.nexmo.com', '.vonage.com'];
/** Where a redirect may lead besides. */
const STORES = ['.amazonaws.com'];
const MEDIA_PATH = /^\/v[1-9]\/media\/[\w-]{1,64}$/;

export interface VonageMediaAccess {
  name: string;
  address: URL;
  timeoutMs: number;
  token(): string;
}

/** A file of an inbound MMS; null for an address that is not that of a file at Vonage, which gets no token to see. */
export async function readVonageMedia(
  address: string,
  { name, address: ours, timeoutMs, token }: VonageMediaAccess,
  http: HttpClient,
): Promise<Media | null> {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isOurs = (at: URL) => at.origin === ours.origin || isAt(at, HOSTS);
  if (!isOurs(url) || !MEDIA_PATH.test(url.pathname) || url.username + url.password !== '') return null;
  return readProviderMedia(http, {
    provider: name,
    url,
    headers: { Authorization: `Bearer ${token()}` },
    permitsUrl: (at) => isOurs(at) || isAt(at, STORES),
    timeoutMs: timeoutMs * 3,
  });
}

function isAt({ protocol, hostname, port }: URL, hosts: string[]): boolean {
  return protocol === 'https:' && port === '' && hosts.some((host) => `.${hostname}`.endsWith(host));
}
