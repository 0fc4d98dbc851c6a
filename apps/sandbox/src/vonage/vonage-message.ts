import type { InboxMessage } from '../inbox/inbox-message.js';

/** A text that Vonage took over: from the application, or, `inbound`, from a person. */
export interface VonageMessage extends InboxMessage {
  provider: 'vonage';
  channel: 'sms' | 'mms';
  errorCode: string | null;
  /** `client_ref` of the request, to be said in each status. */
  clientRef: string | null;
  statusUrl: string | null;
}
