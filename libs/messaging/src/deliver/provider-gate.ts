import { Logger } from '@nestjs/common';
import { RetryableError, UnknownOutcomeError } from '#providers';
import { TransientError } from '#queue';
import {
  CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';

/** This many failures in a row, without one success between, and the provider counts as down. */
const FAILURES_TO_OPEN = 10;
const TRIAL_EVERY_MS = 2_000;
const TRIAL_PAUSE_MS = 500;
const LONGEST_HOLD_MS = 60_000;
const TOO_MANY_REQUESTS = 429;

/** The call was not made: the circuit opened while its message was being claimed. */
export class NotCalledError extends Error {}

/**
 * Stands before one provider. While it fails constantly nothing is taken from the queue for it, apart from one trial at
 * a time; after a 429 it is left alone for as long as it asked, and then tried in the same way: all that waited would
 * only be told to wait again. Held back entries keep their retries.
 */
export class ProviderGate {
  private readonly logger = new Logger(ProviderGate.name);
  private readonly circuit: CircuitBreakerPolicy;
  private nextTrialAt = 0;
  private trialInHand = false;
  private heldUntil = 0;
  /** It asked us to wait, and has answered nothing else since. */
  private slowedDown = false;

  constructor(private readonly provider: string) {
    this.circuit = circuitBreaker(handleWhen(saysProviderIsDown), {
      // When the next trial may be is for us to say: the library goes by a clock that may be set back.
      halfOpenAfter: Number.NEGATIVE_INFINITY,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
    this.circuit.onBreak(() => {
      if (this.nextTrialAt === 0)
        this.logger.warn({ msg: 'provider is down: its queues are held back', provider });
      this.nextTrialAt = performance.now() + TRIAL_EVERY_MS;
    });
    this.circuit.onReset(() => {
      this.nextTrialAt = 0;
      this.logger.log({ msg: 'provider is back', provider });
    });
  }

  get isOpen(): boolean {
    return this.circuit.state !== CircuitState.Closed;
  }

  private get isTried(): boolean {
    return this.circuit.state === CircuitState.HalfOpen;
  }

  /**
   * Does `work`, which may make one `call`, if the provider can be called now.
   * @throws TransientError saying when to ask again, when it cannot.
   */
  pass<T>(work: () => Promise<T>): Promise<T> {
    const isFree = !this.isOpen && !this.slowedDown && performance.now() >= this.heldUntil;
    return isFree ? work() : this.passAsTrial(work);
  }

  private async passAsTrial<T>(work: () => Promise<T>): Promise<T> {
    const now = performance.now();
    if (now < this.heldUntil) throw this.heldBack('asked us to wait', this.heldUntil - now);
    if (this.isOpen && now < this.nextTrialAt) throw this.heldBack('is down', this.nextTrialAt - now);
    // A call that was claimed before the circuit opened may be the trial too.
    if (this.trialInHand || this.isTried) throw this.heldBack('is being tried', TRIAL_PAUSE_MS);
    this.trialInHand = true;
    try {
      return await work();
    } finally {
      this.trialInHand = false;
    }
  }

  /** Makes a call and learns from its end. @throws what the call throws, or NotCalledError. */
  async call<T>(send: () => Promise<T>): Promise<T> {
    if (this.isTried || (this.isOpen && performance.now() < this.nextTrialAt))
      throw new NotCalledError(`${this.provider} is down`);
    try {
      const answer = await this.circuit.execute(send);
      this.slowedDown = false;
      return answer;
    } catch (error) {
      if (error instanceof RetryableError && error.httpStatus === TOO_MANY_REQUESTS)
        this.hold(error.retryAfterMs);
      else this.slowedDown = false;
      throw error;
    }
  }

  private hold(retryAfterMs: number | null): void {
    const until = performance.now() + Math.min(retryAfterMs ?? TRIAL_EVERY_MS, LONGEST_HOLD_MS);
    if (performance.now() >= this.heldUntil)
      this.logger.warn({ msg: 'provider asks us to slow down', provider: this.provider });
    this.heldUntil = Math.max(this.heldUntil, until);
    this.slowedDown = true;
  }

  /** Spread over the next moments, so that all that waited does not come at once. */
  private heldBack(why: string, ms: number): TransientError {
    return new TransientError(`${this.provider} ${why}`, {
      retryAfterMs: ms + Math.random() * TRIAL_PAUSE_MS,
    });
  }
}

function saysProviderIsDown(error: Error): boolean {
  if (error instanceof UnknownOutcomeError) return true;
  return error instanceof RetryableError && error.httpStatus !== TOO_MANY_REQUESTS;
}
