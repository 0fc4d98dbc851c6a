import type { InboxMessage } from '../inbox/inbox-message.js';

/** A message that the HTTP provider's other side took over: from the application, or, `inbound`, from a person. */
export interface HttpMessage extends InboxMessage {
  provider: 'http';
  errorCode: string | null;
  callbackUrl: string | null;
}
