import type { ServerResponse } from 'node:http';
import type { LedgerEntry, ProviderKind, SendRequest } from './ledger.js';
import {
  readMail,
  readText,
  type Refusal,
  sendgridAccepts,
  sendgridRefuses,
  twilioAccepts,
  twilioRefuses,
} from './provider-edge.js';
import { readSes, sesAccepts, sesRefuses } from './ses-edge.js';
import { readVonage, vonageAccepts, vonageRefuses } from './vonage-edge.js';

/** How a provider answers a request to send. */
interface Edge {
  accepts(response: ServerResponse, entry: LedgerEntry): void;
  refuses(response: ServerResponse, refusal: Refusal): void;
}

export const EDGES: Record<ProviderKind, Edge> = {
  twilio: { accepts: twilioAccepts, refuses: twilioRefuses },
  sendgrid: { accepts: sendgridAccepts, refuses: sendgridRefuses },
  vonage: { accepts: vonageAccepts, refuses: vonageRefuses },
  ses: { accepts: sesAccepts, refuses: sesRefuses },
};

const READERS: Record<string, (body: string) => SendRequest> = {
  '/v3/mail/send': readMail,
  '/v1/messages': readVonage,
  '/v2/email/outbound-emails': readSes,
};

/** What a request to this path asks to send: the path says whose API it is. Twilio's has the account in it. */
export function readRequest(path: string, body: string): SendRequest {
  return (READERS[path] ?? readText)(body);
}
