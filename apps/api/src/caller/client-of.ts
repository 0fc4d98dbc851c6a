import type { Request } from 'express';
import './request-key.js';
import { networkOf } from './client-address.js';

/** Whom a request is counted for: its key, or else where it comes from. */
export function clientOf(request: Request): string {
  return request.apiKey ? `key:${request.apiKey.id}` : `address:${networkOf(request)}`;
}
