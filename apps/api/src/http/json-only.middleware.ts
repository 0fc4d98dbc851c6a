import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** 415 for a body that is not declared as JSON: it would otherwise look like no body at all. */
export function jsonOnly(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  if (!hasBody || isWebhook(request.url) || request.is(['json', '+json'])) return next();
  const given = request.headers['content-type'] ?? 'none';
  next(new UnsupportedMediaTypeException(`must be application/json, got ${given.slice(0, 100)}`));
}

const FOREIGN_FORMATS = ['/api/v1/webhooks/', '/api/webhooks/', '/api/v1/unsubscribe/'];

/**
 * Callbacks come in the providers' own formats, and their signatures cover the raw bytes; so do the posts of mail programs
 * to unsubscribe links.
 */
export function isWebhook(url: string | undefined): boolean {
  return FOREIGN_FORMATS.some((start) => url?.startsWith(start));
}
