/** What the caller of the provider's API gets to see. */
export type Answer =
  | { kind: 'accepted'; afterMs?: number }
  /** `code`: Twilio's error code, or SendGrid's HTTP status. */
  | { kind: 'refused'; code: number; retryAfterSeconds?: number }
  /** The connection stays open and nothing comes. */
  | { kind: 'silent'; taken: boolean }
  /** The connection is closed without a byte of an answer. */
  | { kind: 'cut'; taken: boolean };

export type TwilioReport = 'sent' | 'delivered' | 'undelivered' | 'failed';

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

interface OutcomeOf<Report> {
  /** For the page and the README: what one sees. */
  says: string;
  answer: Answer;
  /** Only the first so many tries of the same message; later ones are delivered. */
  firstTries?: number;
  /** The callbacks of a message that was taken, in order. */
  reports: readonly Report[];
}

/** One number of Twilio that does not simply work. */
export interface TwilioOutcome extends OutcomeOf<TwilioReport> {
  party: 'To' | 'From';
  number: string;
  /** Twilio's own magic number, from its documentation; all others are ours. */
  isDocumented?: true;
  /** ErrorCode of an `undelivered` or `failed` callback. */
  errorCode?: number;
}

/** One mailbox at the simulator's domain. */
export interface SendgridOutcome extends OutcomeOf<SendgridReport> {
  mailbox: string;
}
