import type { InboxMessage } from '../inbox/inbox-message.js';

/** A mail to one recipient that SendGrid took over. */
export interface SendgridMessage extends InboxMessage {
  provider: 'sendgrid';
  channel: 'email';
  sgMessageId: string;
  smtpId: string;
  categories: string[];
}
