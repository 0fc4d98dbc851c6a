/** One status callback of a message, and what the receiver said to its latest try. */
export interface WebhookRecord {
  /** The provider's word: Twilio's MessageStatus, SendGrid's event, ... */
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

/** A message that a provider took over from the application, or, `inbound`, that a person wrote to it. */
export interface InboxMessage {
  /** The kind of provider. */
  provider: string;
  direction: 'outbound' | 'inbound';
  channel: 'sms' | 'mms' | 'email';
  /** The provider's id: a Twilio sid, or SendGrid's X-Message-Id (one per request, so several recipients share it). */
  id: string;
  /** What the application calls it, by what it sent along; null: it did not say, or a person wrote it. */
  messageId: string | null;
  from: string;
  to: string;
  /** How it came to this recipient. */
  sentAs: 'to' | 'cc' | 'bcc';
  replyTo: string | null;
  subject: string | null;
  body: string;
  html: string | null;
  /** Addresses of files, or their names. */
  attachments: string[];
  status: string;
  /** The provider's. */
  errorCode: number | string | null;
  /** Seconds it may wait to be sent. */
  validityPeriod: number | null;
  /** What travels along and comes back. */
  customArgs: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  callbacks: WebhookRecord[];
}

type Needed = Pick<
  InboxMessage,
  'provider' | 'direction' | 'channel' | 'id' | 'from' | 'to' | 'body' | 'status'
>;

/** A message that arrives now; what is not given it does not have. */
export function arrival<Given extends Needed & Partial<InboxMessage>>(given: Given): InboxMessage & Given {
  const now = new Date();
  const nothing = {
    messageId: null,
    replyTo: null,
    subject: null,
    html: null,
    errorCode: null,
    validityPeriod: null,
  };
  const times = { createdAt: now, updatedAt: now };
  return { ...nothing, sentAs: 'to', attachments: [], customArgs: {}, ...times, callbacks: [], ...given };
}
