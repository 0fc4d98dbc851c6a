import { Logger } from '@nestjs/common';
import { AccountError, LimitError, PermanentError, RetryableError, UnknownOutcomeError } from '#providers';
import { TransientError } from '#queue';
import {
  CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import { AccountHold } from './account-hold.js';
import type { ProviderHold } from './provider-hold.js';

/** This many failures in a row, without one success between, and the provider counts as down. */
const FAILURES_TO_OPEN = 10;
const TRIAL_EVERY_MS = 2_000;
const TRIAL_PAUSE_MS = 500;
const LONGEST_HOLD_MS = 60_000;
const TOO_MANY_REQUESTS = 429;

/** The call was not made: the gate closed while its message was being claimed. */
export class NotCalledError extends Error {
  constructor(
    message: string,
    /** Until the next call may be made. */
    readonly waitMs: number,
  ) {
    super(message);
  }
}

/**
 * Stands before one provider. While it fails constantly, or refuses us, nothing is taken from the queue for it, apart from
 * one trial at a time; after a 429 it is left alone for as long as it asked, and then tried in the same way: all that waited
 * would only be told to wait again. Held back entries keep their retries. A full queue of one sender closes it for nobody.
 * See docs/decisions/0019-an-operators-fault-holds.md.
 */
export class ProviderGate {
  private readonly logger = new Logger(ProviderGate.name);
  private readonly circuit: CircuitBreakerPolicy;
  private nextTrialAt = 0;
  /** The one in hand. */
  private trial: symbol | null = null;
  private heldUntil = 0;
  /** It asked us to wait, and has answered nothing else since. */
  private slowedDown = false;
  /** It refuses us, and not single messages. */
  private refusal: AccountHold | null = null;
  private since = new Date();

  constructor(private readonly provider: string) {
    this.circuit = circuitBreaker(handleWhen(saysProviderIsDown), {
      // When the next trial may be is for us to say: the library goes by a clock that may be set back.
      halfOpenAfter: Number.NEGATIVE_INFINITY,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
    this.circuit.onBreak(() => {
      if (this.nextTrialAt === 0) {
        this.since = new Date();
        this.logger.warn({ msg: 'provider is down: its queues are held back', provider });
      }
      this.nextTrialAt = performance.now() + TRIAL_EVERY_MS;
    });
    this.circuit.onReset(() => {
      this.nextTrialAt = 0;
      this.logger.log({ msg: 'provider is back', provider });
    });
  }

  /** A call now is a trial, made to find out whether the provider takes messages again. */
  get isOpen(): boolean {
    return this.refusal !== null || this.circuit.state !== CircuitState.Closed;
  }

  /** What holds its messages back now; null when nothing does. */
  get hold(): ProviderHold | null {
    const { provider, refusal } = this;
    if (refusal !== null) {
      const { what, remedy, isQuota, since, remainingMs: nextTrialMs } = refusal;
      const text = `${provider} ${what} (${remedy})`;
      return { provider, reason: isQuota ? 'quota' : 'refused', text, since, nextTrialMs };
    }
    const now = performance.now();
    const { since } = this;
    if (this.circuit.state !== CircuitState.Closed) {
      const nextTrialMs = Math.max(0, this.nextTrialAt - now);
      return { provider, reason: 'down', text: `${provider} is down`, since, nextTrialMs };
    }
    if (!this.slowedDown) return null;
    const nextTrialMs = Math.max(0, this.heldUntil - now);
    return { provider, reason: 'slowed', text: `${provider} asks us to slow down`, since, nextTrialMs };
  }

  private get isTried(): boolean {
    return this.circuit.state === CircuitState.HalfOpen;
  }

  /** Until the next trial may be made, in milliseconds, of a provider that is down or refuses us. */
  private get untilTrialMs(): number {
    if (this.refusal !== null && this.refusal.remainingMs > 0) return this.refusal.remainingMs;
    const isDown = this.circuit.state !== CircuitState.Closed;
    return isDown ? Math.max(0, this.nextTrialAt - performance.now()) : 0;
  }

  /**
   * Does `work`, which may make one `call`, if the provider can be called now. A trial that has to wait for something else
   * first says so by `leave`: others are tried meanwhile.
   * @throws TransientError saying when to ask again, when it cannot.
   */
  pass<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    const isFree = !this.isOpen && !this.slowedDown && performance.now() >= this.heldUntil;
    return isFree ? work(() => undefined) : this.passAsTrial(work);
  }

  private async passAsTrial<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    const now = performance.now();
    if (now < this.heldUntil) throw this.heldBack('asked us to wait', this.heldUntil - now);
    if (this.untilTrialMs > 0) throw this.heldBack(this.refusal?.what ?? 'is down', this.untilTrialMs);
    // A call that was claimed before the circuit opened may be the trial too.
    if (this.trial !== null || this.isTried) throw this.heldBack('is being tried', TRIAL_PAUSE_MS);
    const trial = (this.trial = Symbol('trial'));
    const leave = () => {
      if (this.trial === trial) this.trial = null;
    };
    try {
      return await work(leave);
    } finally {
      leave();
    }
  }

  /** Makes a call and learns from its end. @throws what the call throws, or NotCalledError. */
  async call<T>(send: () => Promise<T>): Promise<T> {
    if (this.isTried || this.untilTrialMs > 0) {
      const why = this.refusal?.what ?? 'is down';
      throw new NotCalledError(`${this.provider} ${why}; not called`, this.untilTrialMs);
    }
    try {
      const answer = await this.circuit.execute(send);
      this.slowedDown = false;
      this.takes();
      return answer;
    } catch (error) {
      this.learn(error);
      throw error;
    }
  }

  private learn(error: unknown): void {
    if (error instanceof AccountError) return this.refuses(error);
    if (asksForPatience(error)) this.slow(error.retryAfterMs);
    else this.slowedDown = false;
    // Whoever speaks of a message, or of a pace, has let us in; a message may also be refused without being asked about.
    const isAnswer = error instanceof PermanentError && error.httpStatus !== null;
    if (error instanceof LimitError || isAnswer) this.takes();
    else this.refusal?.notAnswered();
  }

  private refuses(error: AccountError): void {
    if (this.refusal !== null) return this.refusal.refusedAgain(error);
    this.refusal = new AccountHold(error);
    const { provider, code, httpStatus, trouble } = error;
    this.logger.error({
      msg: `${provider} ${trouble.what}: its messages are held, and go out once this is mended`,
      to_do: trouble.remedy,
      provider,
      code,
      http_status: httpStatus,
    });
  }

  private takes(): void {
    if (this.refusal === null) return;
    const held_seconds = Math.round((Date.now() - this.refusal.since.getTime()) / 1_000);
    this.refusal = null;
    this.logger.log({ msg: 'provider takes messages again', provider: this.provider, held_seconds });
  }

  private slow(retryAfterMs: number | null): void {
    const until = performance.now() + Math.min(retryAfterMs ?? TRIAL_EVERY_MS, LONGEST_HOLD_MS);
    if (!this.slowedDown) this.since = new Date();
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
  if (error instanceof AccountError || error instanceof LimitError) return false;
  return error instanceof RetryableError && error.httpStatus !== TOO_MANY_REQUESTS;
}

/** Of everybody: a limit of one sender leaves the others alone. */
function asksForPatience(error: unknown): error is RetryableError {
  if (error instanceof LimitError) return error.of === 'account';
  return error instanceof RetryableError && error.httpStatus === TOO_MANY_REQUESTS;
}
