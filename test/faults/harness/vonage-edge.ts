import type { ServerResponse } from 'node:http';
import type { LedgerEntry, SendRequest } from './ledger.js';
import { json, type Refusal } from './provider-edge.js';

interface VonageFile {
  caption?: string;
}

interface VonageRequest {
  from: string;
  to: string;
  text?: string;
  image?: VonageFile;
  client_ref: string;
  webhook_url: string;
}

/** Vonage's JSON of `POST /v1/messages`. */
export function readVonage(body: string): SendRequest {
  const { from, to, text, image, client_ref, webhook_url } = JSON.parse(body) as VonageRequest;
  return {
    provider: 'vonage',
    messageId: client_ref,
    from: `+${from}`,
    to: `+${to}`,
    body: text ?? image?.caption ?? '',
    callbackUrl: webhook_url,
  };
}

export function vonageAccepts(response: ServerResponse, { providerMessageId }: LedgerEntry): void {
  json(response, 202, { message_uuid: providerMessageId });
}

export function vonageRefuses(response: ServerResponse, { status, retryAfterSeconds }: Refusal): void {
  const error = status === 429 ? 'throttled' : 'internal-error';
  const type = `https://developer.vonage.com/api-errors#${error}`;
  json(
    response,
    status,
    { type, title: 'Try again later', detail: error, instance: 'none' },
    retryAfterSeconds,
  );
}
