import type { Request } from 'express';
import './request-key.js';

/** By what name people know who makes this request: that of the key, or of the key of the session. */
export function callerName(request: Request): string {
  return request.apiKey?.name ?? 'anonymous';
}
