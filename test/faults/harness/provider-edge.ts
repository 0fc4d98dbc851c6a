import type { ServerResponse } from 'node:http';
import type { Ledger, LedgerEntry, SendRequest } from './ledger.js';

/** An answer that says it was not taken. */
export interface Refusal {
  status: number;
  retryAfterSeconds?: number;
}

interface Mail {
  from: { email: string };
  personalizations: { to: { email: string }[]; custom_args?: { message_id?: string } }[];
  custom_args?: { message_id?: string };
  content: { value: string }[];
}

/** Twilio's form of `POST Messages.json`. */
export function readText(body: string): SendRequest {
  const form = new URLSearchParams(body);
  const callbackUrl = form.get('StatusCallback') ?? '';
  return {
    provider: 'twilio',
    messageId: new URL(callbackUrl).searchParams.get('message_id') ?? '',
    from: form.get('From') ?? '',
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    callbackUrl,
  };
}

/** SendGrid's JSON of `POST /v3/mail/send`. */
export function readMail(body: string): SendRequest {
  const mail = JSON.parse(body) as Mail;
  const [envelope] = mail.personalizations;
  return {
    provider: 'sendgrid',
    messageId: (mail.custom_args ?? envelope?.custom_args)?.message_id ?? '',
    from: mail.from.email,
    to: envelope?.to[0]?.email ?? '',
    body: mail.content[0]?.value ?? '',
    callbackUrl: null,
  };
}

export function twilioAccepts(response: ServerResponse, entry: LedgerEntry): void {
  json(response, 201, resource(entry));
}

/** 202 with an empty body; the id is in a header. */
export function sendgridAccepts(response: ServerResponse, entry: LedgerEntry): void {
  response.writeHead(202, { 'X-Message-Id': entry.providerMessageId }).end();
}

/** The list of a number pair: newest first, all on one page. */
export function twilioLists(ledger: Ledger, url: URL, response: ServerResponse): void {
  const pair = [url.searchParams.get('From') ?? '', url.searchParams.get('To') ?? ''] as const;
  const messages = ledger
    .between(...pair)
    .filter(({ provider }) => provider === 'twilio')
    .map(resource)
    .reverse();
  json(response, 200, { messages, page: 0, page_size: 200, next_page_uri: null });
}

export function twilioRefuses(response: ServerResponse, { status, retryAfterSeconds }: Refusal): void {
  const code = status === 429 ? 20429 : 20500;
  json(response, status, { code, message: 'Try again later', status }, retryAfterSeconds);
}

export function sendgridRefuses(response: ServerResponse, { status, retryAfterSeconds }: Refusal): void {
  json(response, status, { errors: [{ message: 'try again later', field: null }] }, retryAfterSeconds);
}

/** Times are RFC 2822, in whole seconds, as Twilio gives them. */
function resource({ providerMessageId, from, to, body, takenAt }: LedgerEntry) {
  const time = takenAt.toUTCString();
  const status = { status: 'sent', direction: 'outbound-api', date_created: time, date_sent: time };
  return { sid: providerMessageId, from, to, body, ...status, date_updated: time };
}

/** Answers with JSON, and with Retry-After where seconds are given. */
export function json(
  response: ServerResponse,
  status: number,
  body: object,
  retryAfterSeconds?: number,
): void {
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  response.writeHead(status, { 'Content-Type': 'application/json', ...retryAfter }).end(JSON.stringify(body));
}
