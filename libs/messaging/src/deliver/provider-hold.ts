/** Why nothing is taken from the queues for a provider: it is down, it refuses us, a quota is used up, it is too fast for it. */
export const HOLD_REASONS = ['down', 'refused', 'quota', 'slowed'] as const;

/** What holds a provider's messages back now. */
export interface ProviderHold {
  provider: string;
  reason: (typeof HOLD_REASONS)[number];
  /** In words, and what to do: `twilio refuses our credentials (check TWILIO_AUTH_TOKEN)`. */
  text: string;
  since: Date;
  /** Until the next trial, in milliseconds; 0 while one is under way. */
  nextTrialMs: number;
}
