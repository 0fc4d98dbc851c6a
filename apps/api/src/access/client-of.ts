import type { Request } from 'express';
import './request-key.js';
import { clientNetwork } from './client-network.js';

/** Whom a request is counted for: its key, or else where it comes from. */
export function clientOf(request: Request): string {
  return request.apiKey ? `key:${request.apiKey.id}` : `address:${clientNetwork(request.ip ?? '')}`;
}
