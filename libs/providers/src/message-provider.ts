import type { Readable } from 'node:stream';
import type { AttachedFile } from './attachments/attachment-fetch.js';
import type { MailFile } from './mail/raw-mail.js';

/** How a message travels. */
export type Channel = 'sms' | 'mms' | 'email';

/**
 * One message as a provider needs it. Addresses are E.164 numbers or `name <a@b>` / `a@b`; a text may also come from a short
 * code, a name, or a Messaging Service (`MG...`).
 */
export interface OutboundMessage {
  /** Our id; travels with the message and comes back in callbacks. */
  id: string;
  channel: Channel;
  from: string;
  to: string;
  /** Of an email: who else gets it, and where answers go. */
  cc: string[];
  bcc: string[];
  replyTo: string | null;
  body: string;
  subject: string | null;
  html: string | null;
  /** http or https URLs. */
  attachments: string[];
  /** What is at those, for channels that carry contents: email. */
  files?: AttachedFile[];
  /** Where one POST ends the recipient's mails (RFC 8058); null: the mail offers none. */
  unsubscribeUrl?: string | null;
  /** The W3C trace context of the call, for a provider that takes one. */
  traceparent?: string | null;
  /** Of no use after that, by the clock of this process: where the provider can drop a message that waits, it is told. */
  expiresAt: Date | null;
}

/** The provider took the message over. */
export interface Receipt {
  providerMessageId: string;
  /** Of its answer, or over SMTP the code of its reply. */
  httpStatus: number;
  /** The number it is sent from, where the provider chose one and says so. */
  sentFrom?: string | null;
  /** In its own words, where they say more: the id that a mail server gave it, which its log has. */
  answer?: string;
}

/** A message found at the provider that may be the one an attempt of unknown outcome sent. */
export interface LookupMatch {
  providerMessageId: string;
  acceptedAt: Date;
  /** The Messaging Service that chose its number. */
  service?: string;
}

/**
 * `undecidable`: this provider offers no way to look, or more messages than can be looked through. An empty list
 * says: not there (yet).
 */
export type Lookup = LookupMatch[] | 'undecidable';

/** A message that the provider took, and of whose end it has told nothing. */
export interface SentMessage {
  providerMessageId: string;
  /** As it was given to the provider. */
  from: string;
  /** When it was taken, or a little later. */
  sentAt: Date;
}

/** What a provider asks for a message that it took. */
export interface MessagePrice {
  /** Decimal, not below 0. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/** The prices of one page of its list; `lacking`: messages on it that are sent, and have none yet. */
export interface PricePage {
  prices: (MessagePrice & { providerMessageId: string })[];
  lacking: number;
}

/** A callback as it came over HTTP; the signature covers `url` and `rawBody`. */
export interface WebhookRequest {
  /** The full public address the provider called, query string included. */
  url: string;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  rawBody: Buffer;
}

/** What a provider says, normalised. `noted`: worth keeping, changes no status. `received`: somebody wrote to us. */
export type ReportKind = 'sent' | 'delivered' | 'failed' | 'noted' | 'received';

/** What came with a message somebody wrote to us. */
export interface InboundAttachment {
  /** At the provider; null: its content came along, in `files`, at the same place. */
  url: string | null;
  contentType: string | null;
  /** Bytes; null where nobody said. */
  size: number | null;
  filename: string | null;
}

/** A message somebody wrote to us, its addresses as they came. */
export interface InboundMessage {
  channel: Channel;
  from: string;
  to: string;
  body: string;
  subject: string | null;
  html: string | null;
  attachments: InboundAttachment[];
  /** Our messages it answers, by its In-Reply-To and References, the nearest first. */
  answers: string[];
  /** The Messaging Service that brought it. */
  service?: string | null;
  /** What the provider took it for, where it says so. */
  optOut: 'stop' | 'start' | 'help' | null;
  /** What could not be kept of it, in words. */
  leftOut?: string[];
}

/** A recipient's will that a provider tells of. */
export interface Consent {
  change: 'suppress' | 'lift';
  channel: 'sms' | 'email';
  address: string;
  /** Whose messages it is about; empty: anybody's. */
  sender: string;
  reason: 'stop' | 'bounce' | 'complaint' | 'unsubscribe';
}

/** One event of a callback. */
export interface DeliveryReport {
  /** Unique per provider and event, the same when the callback comes twice. */
  eventId: string;
  kind: ReportKind;
  /** The provider's own word: `undelivered`, `bounce`, ... */
  providerStatus: string;
  providerMessageId: string | null;
  /** Our id, where the callback carries it. */
  messageId: string | null;
  code: string | null;
  reason: string | null;
  /** When it happened, by the provider's clock; null where it does not say. */
  occurredAt: Date | null;
  /** The event as received. */
  payload: Record<string, unknown>;
  /** Of a `received` one. */
  inbound?: InboundMessage;
  consent?: Consent;
  /** The number that a Messaging Service chose for our message. */
  sentFrom?: string | null;
  /** Not told by a callback: the provider was asked. */
  lookedUp?: true;
  /** Contents of the inbound message's attachments. */
  files?: Buffer[];
}

/** A mail that came to us. */
export interface MailToUs {
  /** The addresses at which it arrived. */
  recipients: string[];
  /** The envelope's; null: nobody, as with a bounce, or nobody said. */
  sender: string | null;
  /** As text, folded as they came. */
  headers: string;
  text: string;
  /** Its parts that are no text; of a report the machine-readable ones too. */
  files: MailFile[];
}

/** A file at a provider, being read. */
export interface Media {
  contentType: string;
  /** Ends with an error when it is too large or too slow. */
  content: Readable;
}

/** A way to the outside. A further one is a class of this shape and its kind (`accounts/provider-kind.ts`). */
export interface MessageProvider {
  /** The account's: `twilio`, `twilio.eu`; what is before the first dot is its kind. */
  readonly name: string;
  readonly channels: readonly Channel[];
  /** It takes a Messaging Service of Twilio as a sender. */
  readonly hasMessagingServices?: boolean;
  /** Where it is called; null: nowhere, for want of settings. */
  readonly address: URL | null;
  /** The variables it needs and that are not set; absent: none. */
  readonly lack?: string;

  /**
   * Hands the message over, once; never retries by itself. `maySend` is asked just before the first byte is written: the
   * process may have stood still since the caller decided to send.
   * @throws PermanentError, RetryableError, UnknownOutcomeError or, where `maySend` said no, WithheldError.
   */
  send(message: OutboundMessage, maySend?: () => boolean): Promise<Receipt>;

  /**
   * Messages at the provider that match `message` (number pair, body) accepted at or after `since`, oldest first.
   * @throws RetryableError when the provider cannot be asked now.
   */
  lookup(message: OutboundMessage, since: Date): Promise<Lookup>;

  /**
   * Asks what became of messages, many with one request where the provider has a list. One request precedes each answer, so
   * that the caller sets the pace and may stop at any time; an answer holds the ends that it told of, as a callback would
   * have told them. What is in no answer has not come to its end, or is not known there. Absent: a provider without a way
   * to ask. @throws RetryableError when it cannot be asked now.
   */
  statuses?(messages: SentMessage[]): AsyncIterable<DeliveryReport[]>;

  /**
   * What the messages cost that it sent from `from` to `to`, whoever gave them to it; one request before each answer, so that the
   * caller sets the pace and may stop. Absent: it has no such list. @throws RetryableError when it cannot be asked now.
   */
  prices?(from: Date, to: Date): AsyncIterable<PricePage>;

  /** The price that an event of it tells, as it came; null: none. Absent: its events tell no prices. */
  priceIn?(payload: Record<string, unknown>): MessagePrice | null;

  /**
   * What a callback of its has at least and at most, so that others are refused before they are read: the header of its
   * signature (lower case), and the bytes of its body. Absent: every callback is read, to 2 MB.
   */
  readonly webhookBounds?: { signatureHeader: string; bytes: number };

  /** What a callback of its is answered once it is stored. Absent: a short JSON. */
  readonly webhookAnswer?: { contentType: string; body: string };

  /**
   * True only when the callback's signature is the provider's own, and is over what `parseWebhook` reads: one over the address
   * alone would be good for any body. Constant time. @throws RetryableError, and nothing else,
   * where what it is checked by has to be fetched, and cannot be now.
   */
  verifyWebhook(request: WebhookRequest): boolean | Promise<boolean>;

  /**
   * Does what a verified callback asks for besides being stored, such as to confirm that callbacks are wanted. Absent: they
   * ask for nothing. @throws RetryableError when it cannot be done now.
   */
  confirmWebhook?(request: WebhookRequest): Promise<void>;

  /** The events of a verified callback. @throws WebhookFormatError when the body is not what the provider sends. */
  parseWebhook(request: WebhookRequest): DeliveryReport[];

  /**
   * What a mail to us tells of mails that went out by this provider: that they came back, were taken for spam. Null: it is no such
   * report, and somebody's mail. Empty: a report that is not to be believed. Absent: reports come as callbacks.
   */
  returned?(mail: MailToUs): DeliveryReport[] | null;

  /** Finds out whether it can be reached, where a GET of its address does not say. @throws Error when it cannot. */
  probe?(timeoutMs: number): Promise<void>;

  /**
   * Reads a file of an inbound message with our credentials; absent where a provider has none. Null for an address that is
   * not this provider's own. @throws RetryableError or PermanentError when it cannot be had.
   */
  media?(url: string): Promise<Media | null>;
}
