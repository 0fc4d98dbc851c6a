import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FieldError } from './field-error.js';

/** What the body parsers add to their errors, which Nest hands on as the cause of its own. */
interface ParserError {
  type?: unknown;
  limit?: unknown;
}

/** Which part of a request an error is about as a whole, and why; null when it is about none. */
export function partOfRequest(error: Error): FieldError | null {
  if (error instanceof UnsupportedMediaTypeException) return { field: 'content-type', reason: error.message };
  const { message } = error;
  const { type, limit } = (error.cause ?? {}) as ParserError;
  if (typeof type !== 'string') return null;
  if (type === 'charset.unsupported') return { field: 'content-type', reason: `has an ${message}` };
  if (type === 'encoding.unsupported') return { field: 'content-encoding', reason: `is an ${message}` };
  return { field: 'body', reason: bodyReason(type, limit, message) };
}

function bodyReason(type: string, limit: unknown, message: string): string {
  if (type === 'entity.parse.failed') return `is not JSON: ${message}`;
  if (type === 'entity.too.large') return `is too large: at most ${String(limit)} bytes are taken`;
  return `cannot be read: ${message}`;
}
