/** A code that a provider, a mail server or this service gives, in words. */
export interface ErrorCode {
  /** Who gives it: `twilio`, `vonage`, `sendgrid` and `ses` (mail servers' codes come through them), or `sendstream`. */
  provider: string;
  code: string;
  title: string;
  whatToDo: string;
  /** Where it is documented; null for a code of ours. */
  source: string | null;
  /** The same message fails again until something is changed. */
  permanent: boolean;
  /** Another account may take what this one refuses with it. */
  elsewhere?: boolean;
}

/** Codes that call for the same. */
export interface CodeGroup {
  whatToDo: string;
  permanent: boolean;
  /** Another account may take it: the sender, or the way to the recipient, is not this one's. */
  elsewhere?: boolean;
  /** Each with its title. */
  codes: Record<string, string>;
}
