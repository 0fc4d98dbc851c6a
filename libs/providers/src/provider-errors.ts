/** What a provider said, kept on the attempt and on the message. */
export interface ProviderFault {
  provider: string;
  /** The provider's own code (`21211`), or the network's (`ECONNREFUSED`, `timeout`). */
  code: string | null;
  /** The provider's own words. */
  message: string;
  httpStatus: number | null;
  /** The recipient told the provider to let nothing through from this sender. */
  optedOut?: boolean;
}

/** A call to a provider that did not end in a receipt; the subclass says what is known of the message. */
export abstract class ProviderError extends Error {
  readonly provider: string;
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly optedOut: boolean;

  constructor(fault: ProviderFault, options?: ErrorOptions) {
    super(fault.message, options);
    this.name = new.target.name;
    this.provider = fault.provider;
    this.code = fault.code;
    this.httpStatus = fault.httpStatus;
    this.optedOut = fault.optedOut ?? false;
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
