import type { NextFunction, Request, Response } from 'express';
import { isIP } from 'node:net';
import { clientNetwork } from './client-network.js';

const FORWARDED_FOR = 'x-forwarded-for';
/** What stands where a proxy gave no address: Express takes it for nobody's it trusts. RFC 7239, section 6. */
const UNKNOWN = 'unknown';

/** The network of a request's client, or of the peer where a proxy says none. */
export function networkOf(request: Request): string {
  const { ip = '' } = request;
  return clientNetwork(isIP(ip) === 0 ? (request.socket.remoteAddress ?? '') : ip);
}

/**
 * Makes addresses of what proxies write into X-Forwarded-For, before Express looks which of them it believes: some add the
 * port, which is another one for each connection.
 */
export function normaliseForwardedFor(request: Request, _response: Response, next: NextFunction): void {
  const given = request.headers[FORWARDED_FOR];
  if (typeof given === 'string')
    request.headers[FORWARDED_FOR] = given
      .split(',')
      .map((entry) => addressWithoutPort(entry) ?? UNKNOWN)
      .join(', ');
  next();
}

/** The address in `192.0.2.1:4711`, `[2001:db8::1]:4711` or `"[2001:db8::1]"` (RFC 7239, section 6); null: there is none. */
function addressWithoutPort(entry: string): string | null {
  const node = /^\s*"?(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+|([^"[\]]*))"?\s*$/.exec(entry);
  const address = (node?.[1] ?? node?.[2] ?? node?.[3] ?? '').trim();
  return isIP(address) === 0 ? null : address;
}
