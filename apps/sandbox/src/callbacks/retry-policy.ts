/** When a callback is tried again, and for how long. Times in milliseconds. */
export interface RetryPolicy {
  firstDelayMs: number;
  longestDelayMs: number;
  giveUpAfterMs: number;
  /** `httpStatus` null: the receiver could not be reached or did not answer. */
  retries(httpStatus: number | null): boolean;
}

/**
 * Twilio itself tries a status callback again only once by default
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides). Here it goes on for two minutes, so that
 * restarting the api while developing loses nothing. Answers below 500 are final, as with Twilio.
 */
export const TWILIO_RETRIES: RetryPolicy = {
  firstDelayMs: 500,
  longestDelayMs: 10_000,
  giveUpAfterMs: 120_000,
  retries: (httpStatus) => httpStatus === null || httpStatus >= 500,
};

/**
 * SendGrid posts again until it gets a 2xx, for up to 24 hours
 * (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event).
 */
export const SENDGRID_RETRIES: RetryPolicy = {
  firstDelayMs: 500,
  longestDelayMs: 60_000,
  giveUpAfterMs: 24 * 3_600_000,
  retries: (httpStatus) => httpStatus === null || httpStatus < 200 || httpStatus >= 300,
};

/** How long to wait after the given number of tries: doubled each time, up to the policy's longest. */
export function retryDelayMs(policy: RetryPolicy, tries: number): number {
  return Math.min(policy.firstDelayMs * 2 ** (tries - 1), policy.longestDelayMs);
}
