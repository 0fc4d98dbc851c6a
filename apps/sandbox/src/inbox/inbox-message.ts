/** One status callback of a message, and what the receiver said to its latest try. */
export interface WebhookRecord {
  /** Twilio's MessageStatus or SendGrid's event. */
  status: string;
  url: string;
  /** 0 until the first try has ended. */
  tries: number;
  /** Null: no answer (yet). */
  httpStatus: number | null;
  /** Why there was no answer, such as `ECONNREFUSED`. */
  error: string | null;
  at: Date | null;
}

interface Arrival {
  /** The provider's id: a Twilio sid, or SendGrid's X-Message-Id (one per request, so several recipients share it). */
  id: string;
  /** What the application calls it, by what it sent along; null: it did not say, or a person wrote it. */
  messageId: string | null;
  from: string;
  to: string;
  body: string;
  status: string;
  createdAt: Date;
  updatedAt: Date;
  callbacks: WebhookRecord[];
}

/** A text that Twilio took over: from the application, or, `inbound`, from a person. */
export interface TwilioMessage extends Arrival {
  provider: 'twilio';
  direction: 'outbound' | 'inbound';
  channel: 'sms' | 'mms';
  mediaUrls: string[];
  messagingServiceSid: string | null;
  statusCallback: string | null;
  sentAt: Date | null;
  errorCode: number | null;
  validityPeriod: number | null;
}

interface MailMessage extends Arrival {
  direction: 'outbound';
  channel: 'email';
  /** How it came to this recipient. */
  sentAs: 'to' | 'cc' | 'bcc';
  replyTo: string | null;
  subject: string;
  html: string | null;
  attachments: string[];
  customArgs: Record<string, string>;
}

/** A mail to one recipient that SendGrid took over. */
export interface SendgridMessage extends MailMessage {
  provider: 'sendgrid';
  sgMessageId: string;
  smtpId: string;
  categories: string[];
}

/** A mail to one recipient that came over SMTP. */
export interface SmtpMessage extends MailMessage {
  provider: 'smtp';
  /** Where reports on it go. */
  returnPath: string;
  messageIdHeader: string | null;
}

/** What "arrived", of any provider. */
export type InboxMessage = TwilioMessage | SendgridMessage | SmtpMessage;
