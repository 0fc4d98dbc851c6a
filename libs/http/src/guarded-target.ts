import { isIP } from 'node:net';
import { HttpFailure } from './http-failure.js';
import { isPublicAddress } from './public-address.js';

export interface TargetRules {
  /** Addresses within private networks, and any port, are as good as others. */
  allowPrivateNetworks: boolean;
  httpsOnly?: boolean;
  /** Which addresses may be called where private networks may not. Default: public ones. */
  permits?(address: string): boolean;
}

const MAX_URL_LENGTH = 2_048;
/** Below it are the ports of other protocols; services of people who may not use them are above. */
const FIRST_FREE_PORT = 1_024;
const WEB_PORTS = ['', '80', '443'];

/**
 * What can be said of a URL without asking anybody: scheme, credentials, port, and the address where the host is one.
 * Node's parser has turned decimal, octal and hexadecimal forms of IPv4 into the usual one (WHATWG URL, 3.5).
 * A name is looked at when it is resolved.
 * @throws HttpFailure `refused_url` or `refused_address`, with words for whoever gave the URL.
 */
export function targetOf(text: string, rules: TargetRules): URL {
  if (text.length > MAX_URL_LENGTH) throw refusedUrl(`must have at most ${MAX_URL_LENGTH} characters`);
  if (!URL.canParse(text)) throw refusedUrl('must be an absolute http or https URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusedUrl('must be an http or https URL');
  if (rules.httpsOnly && url.protocol !== 'https:') throw refusedUrl('must be an https URL');
  if (url.username !== '' || url.password !== '') throw refusedUrl('must not contain a user or password');
  if (url.hostname === '') throw refusedUrl('must name a host');
  if (rules.allowPrivateNetworks) return url;
  if (!WEB_PORTS.includes(url.port) && Number(url.port) < FIRST_FREE_PORT)
    throw refusedUrl(`must not use port ${url.port}`);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  // RFC 6761, 6.3: these always mean the machine itself, whatever a name server says.
  if (host === 'localhost' || host.endsWith('.localhost')) throw refusedAddress();
  if (isIP(host) !== 0 && !permits(host, rules)) throw refusedAddress();
  return url;
}

/** Scheme, host and port, and no user: that is refused, and not passed over. */
const ORIGIN = /^[^:]*:\/\/[^/?#@]*(?=[/?#]|$)/;

/**
 * The same URL with its origin as it is compared: a host has one form, and a port of its own scheme none (WHATWG URL, 4.5), so
 * that whoever is called at it has one name, however it was written. Where there are backslashes, which are slashes to every
 * program that calls, all of it. What is no URL is left as it is.
 */
export function withPlainOrigin(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  return ORIGIN.test(text) && !text.includes('\\') ? text.replace(ORIGIN, () => url.origin) : url.href;
}

/** Why this URL is never called, in words that follow the name of its field; null when there is no reason. */
export function faultOfTarget(text: string, rules: TargetRules): string | null {
  try {
    targetOf(text, rules);
    return null;
  } catch (error) {
    if (error instanceof HttpFailure) return error.message;
    throw error;
  }
}

export function permits(address: string, { allowPrivateNetworks, permits: rule }: TargetRules): boolean {
  return allowPrivateNetworks || (rule ?? isPublicAddress)(address);
}

export function refusedAddress(): HttpFailure {
  return new HttpFailure('refused_address', 'must not lead into a private network', false);
}

export function refusedUrl(reason: string): HttpFailure {
  return new HttpFailure('refused_url', reason, false);
}
