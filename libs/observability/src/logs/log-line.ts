import { LOG_FIELDS } from './log-fields.js';
import { maskedWords } from './masked.js';

/** Longer texts are cut: a line is read by people, and stores refuse very long ones. */
const MAX_TEXT = 4_000;

type Fields = Record<string, string | number | string[]>;

/**
 * What a line says, in the fields of LOG_FIELDS and their types alone: what is none of them stands in `details`. Addresses
 * are masked. `extra`: what Nest's loggers are given besides, a stack perhaps.
 */
export function logLine(message: unknown, extra: unknown[] = []): { msg: string; fields: Fields } {
  const { msg, ...given } = said(message);
  const fields: Fields = {};
  const details: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...stackOf(extra), ...given, ...errorParts(given.error) })) {
    if (value === undefined || value === null) continue;
    const fitting = fitted(LOG_FIELDS[name]?.type, value);
    if (fitting === null) details[name] = value;
    else fields[name] = fitting;
  }
  if (Object.keys(details).length > 0) fields.details = short(asText(details));
  return { msg: short(asText(msg)), fields };
}

function said(message: unknown): { msg: unknown; [name: string]: unknown } {
  if (message instanceof Error) return { msg: message.message || message.name, error: message };
  if (typeof message === 'object' && message !== null && 'msg' in message)
    return message as { msg: unknown; [name: string]: unknown };
  return { msg: message };
}

/** An error stands in three fields. */
function errorParts(error: unknown): Record<string, unknown> {
  if (typeof error !== 'object' || error === null) return {};
  const { name, message, stack, code } = error as Partial<Error> & { code?: unknown };
  return { error: message || asText(code ?? name ?? ''), error_name: name, stack };
}

function stackOf([first]: unknown[]): Record<string, unknown> {
  return typeof first === 'string' && first.includes('\n    at ') ? { stack: first } : {};
}

/** The value as its field has it; null when it does not fit. */
function fitted(type: string | undefined, value: unknown): string | number | string[] | null {
  if (type === 'string') return short(asText(value));
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : null;
  if (type === 'strings') return Array.isArray(value) ? value.map((each) => short(asText(each))) : null;
  return null;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? String(value);
}

function short(text: string): string {
  return maskedWords(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}
