import type { InboxMessage } from '../inbox/inbox-message.js';

/** A text that Twilio took over: from the application, or, `inbound`, from a person. */
export interface TwilioMessage extends InboxMessage {
  provider: 'twilio';
  channel: 'sms' | 'mms';
  errorCode: number | null;
  messagingServiceSid: string | null;
  statusCallback: string | null;
  sentAt: Date | null;
}
