import type { Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import { AccountError, LimitError, RetryableError, UnknownOutcomeError } from '#providers';
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';

/** This many failures in a row, without one success between, and the provider counts as down. */
const FAILURES_TO_OPEN = 10;
const TRIAL_EVERY_MS = 2_000;
const TOO_MANY_REQUESTS = 429;

/** `half_open`: one call is under way that finds out. */
export const CIRCUIT_STATES = ['closed', 'open', 'half_open'] as const;

/** Whether a provider is down, learned from the ends of its calls; and when one more call may find out. */
export class ProviderCircuit {
  /** When it was last found down. */
  since = new Date();
  private readonly policy: CircuitBreakerPolicy;
  private nextTrialAt = 0;

  /** `isBack`: called when it is found up again. */
  constructor(provider: string, logger: Logger, isBack: () => void = () => undefined) {
    const outage = new OutageLog(logger, {
      lasts: 'provider is down: its queues are held back',
      over: 'provider is back',
      of: { provider },
    });
    this.policy = circuitBreaker(handleWhen(saysProviderIsDown), {
      // When the next trial may be is for us to say: the library goes by a clock that may be set back.
      halfOpenAfter: Number.NEGATIVE_INFINITY,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
    this.policy.onBreak((broken) => {
      if (this.nextTrialAt === 0) this.since = new Date();
      outage.failed('error' in broken ? broken.error : 'its calls fail');
      this.nextTrialAt = performance.now() + TRIAL_EVERY_MS;
    });
    this.policy.onReset(() => {
      this.nextTrialAt = 0;
      isBack();
      outage.worked();
    });
  }

  get isOpen(): boolean {
    return this.policy.state !== CircuitState.Closed;
  }

  /** A trial is under way. */
  get isTried(): boolean {
    return this.policy.state === CircuitState.HalfOpen;
  }

  /** In one word. */
  get state(): (typeof CIRCUIT_STATES)[number] {
    if (!this.isOpen) return 'closed';
    return this.isTried ? 'half_open' : 'open';
  }

  /** Until the next trial may be made, in milliseconds; 0 for a provider that is not down. */
  get untilTrialMs(): number {
    return this.isOpen ? Math.max(0, this.nextTrialAt - performance.now()) : 0;
  }

  /** @throws what the call throws. */
  execute<T>(send: () => Promise<T>): Promise<T> {
    return this.policy.execute(send);
  }
}

function saysProviderIsDown(error: Error): boolean {
  if (error instanceof UnknownOutcomeError) return true;
  if (error instanceof AccountError || error instanceof LimitError) return false;
  return error instanceof RetryableError && !error.ofMessage && error.httpStatus !== TOO_MANY_REQUESTS;
}
