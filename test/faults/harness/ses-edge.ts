import type { ServerResponse } from 'node:http';
import type { LedgerEntry, SendRequest } from './ledger.js';
import { json, type Refusal } from './provider-edge.js';

interface SesRequest {
  FromEmailAddress: string;
  Destination: { ToAddresses: string[] };
  Content: { Simple: { Body: { Text?: { Data: string } } } };
  EmailTags: { Name: string; Value: string }[];
}

/** `SendEmail` of the SES API v2. */
export function readSes(body: string): SendRequest {
  const mail = JSON.parse(body) as SesRequest;
  return {
    provider: 'ses',
    messageId: mail.EmailTags.find(({ Name }) => Name === 'message_id')?.Value ?? '',
    from: mail.FromEmailAddress,
    to: mail.Destination.ToAddresses[0] ?? '',
    body: mail.Content.Simple.Body.Text?.Data ?? '',
    callbackUrl: null,
  };
}

export function sesAccepts(response: ServerResponse, { providerMessageId }: LedgerEntry): void {
  json(response, 200, { MessageId: providerMessageId });
}

export function sesRefuses(response: ServerResponse, { status, retryAfterSeconds }: Refusal): void {
  response.setHeader('x-amzn-errortype', status === 429 ? 'TooManyRequestsException' : 'InternalFailure');
  json(response, status, { message: 'Try again later' }, retryAfterSeconds);
}
