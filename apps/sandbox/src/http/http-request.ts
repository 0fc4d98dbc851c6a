import { HttpProblem } from './http-problem.js';

/** What is asked for, as docs/providers/http.md has it. */
export interface HttpRequest {
  id: string;
  channel: 'sms' | 'mms' | 'email';
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  replyTo: string | null;
  attachments: string[];
  callbackUrl: string | null;
}

type Json = Record<string, unknown>;

/** Reads the body of `POST /http/messages`. @throws HttpProblem */
export function readHttpRequest(request: unknown, key: string): HttpRequest {
  const { type, message } = (request ?? {}) as Json;
  if (type !== 'message.send' || typeof message !== 'object' || message === null) throw invalid('type');
  const { channel, files, attachments, ...rest } = message as Json;
  if (channel !== 'sms' && channel !== 'mms' && channel !== 'email') throw invalid('channel');
  const text = (field: string) => {
    const value = rest[field];
    if (typeof value !== 'string') throw invalid(field);
    return value;
  };
  const optional = (field: string) =>
    rest[field] === null || rest[field] === undefined ? null : text(field);
  const id = text('id');
  if (key !== id) throw HttpProblem.of('invalid_message', { detail: 'Idempotency-Key is not the id.' });
  const names = list(files).map(({ filename }) => String(filename));
  return {
    ...{ id, channel, from: text('from'), to: text('to'), body: text('body') },
    ...{ subject: optional('subject'), html: optional('html'), replyTo: optional('reply_to') },
    attachments: names.length > 0 ? names : list(attachments).map(String),
    callbackUrl: optional('callback_url'),
  };
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

function invalid(field: string): HttpProblem {
  return HttpProblem.of('invalid_message', { detail: `${field} is missing or wrong.` });
}
