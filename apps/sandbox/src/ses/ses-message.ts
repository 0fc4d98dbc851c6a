import type { InboxMessage } from '../inbox/inbox-message.js';

/** A mail to one recipient that SES took over. */
export interface SesMessage extends InboxMessage {
  provider: 'ses';
  channel: 'email';
  /** All of the mail. */
  destination: string[];
}
