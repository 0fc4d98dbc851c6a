/** What a provider said, kept on the attempt and on the message. */
export interface ProviderFault {
  provider: string;
  /** The provider's own code (`21211`), or the network's (`ECONNREFUSED`, `timeout`). */
  code: string | null;
  /** The provider's own words. */
  message: string;
  /** Of its answer, or over SMTP the code of its reply; null: there was none. */
  httpStatus: number | null;
  /** It speaks of this message, as of a mailbox that is busy: others may pass meanwhile. */
  ofMessage?: boolean;
  /** The recipient told the provider to let nothing through from this sender. */
  optedOut?: boolean;
  /** What it refuses for good, another account may take: the sender is not its own, or it has no way to the recipient. */
  elsewhere?: boolean;
}

/** As it can be kept: PostgreSQL's texts know no NUL and no half of a surrogate pair. */
const keepable = (text: string) => text.replaceAll('\0', '').toWellFormed();

/** A call to a provider that did not end in a receipt; the subclass says what is known of the message. */
export abstract class ProviderError extends Error {
  readonly provider: string;
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly optedOut: boolean;
  readonly ofMessage: boolean;
  readonly elsewhere: boolean;

  constructor(fault: ProviderFault, options?: ErrorOptions) {
    super(keepable(fault.message), options);
    this.name = new.target.name;
    this.provider = fault.provider;
    this.code = fault.code === null ? null : keepable(fault.code);
    this.httpStatus = fault.httpStatus;
    this.optedOut = fault.optedOut ?? false;
    this.ofMessage = fault.ofMessage ?? false;
    this.elsewhere = fault.elsewhere ?? false;
  }
}

/** The provider refused this message and always will. */
export class PermanentError extends ProviderError {}

/** The message was certainly not taken, and a later try may pass: 429, 5xx, connection refused. */
export class RetryableError extends ProviderError {
  /** How long the provider asked us to wait, in milliseconds; null where it did not say. */
  readonly retryAfterMs: number | null;

  constructor(fault: ProviderFault, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(fault, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** What is wrong between us and a provider, in words of ours: they are logged and shown where no address may be. */
export interface AccountProblem {
  /** Behind the provider's name: `refuses our credentials`. */
  what: string;
  /** What the operator is to do; names the setting. */
  remedy: string;
  /** It ends by itself, with time: a quota is used up. */
  isQuota: boolean;
}

/**
 * The provider refuses us and not this message: credentials, credits, permissions, the address it is called at. Nothing was
 * taken, no message will be until the operator has mended it, and none is to fail for it.
 */
export class AccountError extends RetryableError {
  constructor(
    fault: ProviderFault,
    readonly problem: AccountProblem,
    retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(fault, retryAfterMs, options);
  }
}

/** A pace or a queue at the provider is full: not taken, by no fault of the message, and taken once there is room. */
export class LimitError extends RetryableError {
  constructor(
    fault: ProviderFault,
    retryAfterMs: number | null,
    /** Whose limit: of all that we send there, or of this message's sender alone. */
    readonly of: 'account' | 'sender',
  ) {
    super(fault, retryAfterMs);
  }
}

/** The request left and no (readable) answer came: the message may have been taken. Look before sending again. */
export class UnknownOutcomeError extends ProviderError {}

/** The caller forbade the call before its first byte: the message was certainly not taken, by this call. */
export class WithheldError extends ProviderError {}

/** A callback whose body is not what the provider documents. */
export class WebhookFormatError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WebhookFormatError';
  }
}
