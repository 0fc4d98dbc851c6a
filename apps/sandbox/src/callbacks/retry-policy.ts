import type { Timeouts } from './callback-client.js';

/** How a try ended that was no success: the receiver's status, or how far it got without one. */
export type FailedAttempt = number | 'not connected' | 'no answer';

/** When a callback is tried again, and for how long. Times in milliseconds. */
export interface RetryPolicy extends Timeouts {
  firstDelayMs: number;
  maxDelayMs: number;
  /** Counted from the first try. */
  giveUpAfterMs: number;
  /** Tries after the first. */
  maxRetries: number;
  retries(end: FailedAttempt): boolean;
}

/** What Twilio does unless the address says otherwise: once more, and only when it could not connect. */
const TWILIO_DEFAULTS = { ct: 5_000, rt: 15_000, tt: 15_000, rc: 1, rp: 'ct' };
const LIMITS = { ct: [100, 10_000], rt: [100, 15_000], tt: [100, 15_000], rc: [0, 5] } as const;

/**
 * How Twilio tries a callback to this address, as its fragment says: `#rc=4&rp=all`. All tries together take 15 s at most.
 * Twilio does not say how it spaces them. What it would refuse as not valid counts as not said.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export function twilioRetries(address: string): RetryPolicy {
  const said = new URLSearchParams(/#(.*)$/s.exec(address)?.[1]);
  const number = (name: keyof typeof LIMITS) => {
    const [min, max] = LIMITS[name];
    const value = Number(said.get(name) ?? NaN);
    return Number.isInteger(value) && value >= min && value <= max ? value : TWILIO_DEFAULTS[name];
  };
  const when = new Set((said.get('rp') ?? TWILIO_DEFAULTS.rp).split(','));
  const has = (policy: string) => when.has(policy) || when.has('all');
  return {
    connectMs: number('ct'),
    readMs: number('rt'),
    giveUpAfterMs: number('tt'),
    maxRetries: number('rc'),
    firstDelayMs: 500,
    maxDelayMs: 10_000,
    retries: (end) => {
      if (end === 'not connected') return has('ct');
      if (end === 'no answer') return has('rt');
      return (end >= 400 && end < 500 && has('4xx')) || (end >= 500 && has('5xx'));
    },
  };
}

/**
 * Until it gets a 2xx, for up to 24 hours: SendGrid (https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event),
 * Vonage (https://developer.vonage.com/en/getting-started/concepts/webhooks), and what docs/providers/http.md asks for.
 */
export const UNTIL_TAKEN: RetryPolicy = {
  connectMs: 5_000,
  readMs: 15_000,
  firstDelayMs: 500,
  maxDelayMs: 60_000,
  giveUpAfterMs: 24 * 3_600_000,
  maxRetries: Infinity,
  retries: (end) => typeof end === 'string' || end < 200 || end >= 300,
};

/**
 * Amazon SNS: for an hour, and not what was refused for good. The first tries of its own come sooner than the later ones.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const SNS_RETRIES: RetryPolicy = {
  ...UNTIL_TAKEN,
  maxDelayMs: 20_000,
  giveUpAfterMs: 3_600_000,
  maxRetries: 50,
  retries: (end) => typeof end === 'string' || end === 429 || end >= 500,
};

/** How long to wait after the given number of tries: doubled each time, up to the policy's longest. */
export function retryDelayMs(policy: RetryPolicy, tries: number): number {
  return Math.min(policy.firstDelayMs * 2 ** (tries - 1), policy.maxDelayMs);
}
