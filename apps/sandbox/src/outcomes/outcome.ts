/** What the caller of the provider's API gets to see. */
export type Answer<Code = number> =
  | { kind: 'accepted'; afterMs?: number }
  /** `code`: Twilio's or Vonage's error code, SendGrid's HTTP status, SES's type, or the code of the HTTP provider's problem. */
  | { kind: 'refused'; code: Code; retryAfterSeconds?: number }
  /** The connection stays open and nothing comes. */
  | { kind: 'silent'; taken: boolean }
  /** The connection is closed without a byte of an answer. */
  | { kind: 'cut'; taken: boolean };

export type TwilioReport = 'sent' | 'delivered' | 'undelivered' | 'failed';

export type VonageReport = 'submitted' | 'delivered' | 'rejected' | 'undeliverable';

export type HttpReport = 'sent' | 'delivered' | 'failed';

export type SesReport =
  | 'Send'
  | 'Delivery'
  | 'Bounce'
  | 'TransientBounce'
  | 'SuppressedBounce'
  | 'DeliveryDelay'
  | 'Complaint'
  | 'Reject'
  | 'Open'
  | 'Click';

export type SendgridReport =
  | 'processed'
  | 'deferred'
  | 'delivered'
  | 'bounce'
  | 'blocked'
  | 'dropped'
  | 'invalid'
  | 'open'
  | 'click'
  | 'spamreport'
  | 'unsubscribe';

interface OutcomeOf<Report, Code = number> {
  /** For the page and the README: what one sees. */
  says: string;
  answer: Answer<Code>;
  /** Only the first so many tries of the same message; later ones are delivered. */
  firstTries?: number;
  /** The callbacks of a message that was taken, in order. */
  reports: readonly Report[];
}

interface TextOutcome<Report, Code> extends OutcomeOf<Report, Code> {
  party: 'To' | 'From';
  number: string;
  /** The provider's own magic number, from its documentation; all others are ours. */
  isDocumented?: true;
  /** The error of a callback that the message was not delivered. */
  errorCode?: Code;
}

/** One number of Twilio that does not simply work. */
export type TwilioOutcome = TextOutcome<TwilioReport, number>;

/** One number of Vonage that does not simply work. */
export type VonageOutcome = TextOutcome<VonageReport, string>;

/** One mailbox at the simulator's domain. */
export interface SendgridOutcome extends OutcomeOf<SendgridReport> {
  mailbox: string;
}

/** The same at SES. */
export interface SesOutcome extends OutcomeOf<SesReport, string> {
  mailbox: string;
}

/** One recipient of the HTTP provider: a number for texts, and a mailbox at the simulator's domain for mails. */
export interface HttpOutcome extends OutcomeOf<HttpReport, string> {
  number: string;
  mailbox: string;
  errorCode?: string;
}
