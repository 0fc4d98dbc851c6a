import { Logger } from '@nestjs/common';
import { AccountError, LimitError, PermanentError } from '#providers';
import { TransientError } from '#queue';
import { AccountHold } from './account-hold.js';
import { NotCalledError } from './not-called-error.js';
import { ProviderCircuit } from './provider-circuit.js';
import type { ProviderHold } from './provider-hold.js';
import { isRateLimited, SlowDown } from './slow-down.js';

const TRIAL_PAUSE_MS = 500;

/**
 * Stands before one provider. While it fails constantly, or refuses us, nothing is taken from the queue for it, apart from
 * one trial at a time; after a 429 it is left alone for as long as it asked, and then tried in the same way: all that waited
 * would only be told to wait again. Held back entries keep their retries. A full queue of one sender closes it for nobody.
 * See docs/decisions/0019-an-operators-fault-holds.md.
 */
export class ProviderGate {
  private readonly logger = new Logger(ProviderGate.name);
  private readonly circuit: ProviderCircuit;
  private readonly slowDown = new SlowDown();
  /** It refuses us, and not single messages. */
  private refusal: AccountHold | null = null;
  /** The one in hand. */
  private trial: symbol | null = null;

  constructor(private readonly provider: string) {
    this.circuit = new ProviderCircuit(provider, this.logger);
  }

  /** A call now is a trial, made to find out whether the provider takes messages again. */
  get isOpen(): boolean {
    return this.refusal !== null || this.circuit.isOpen;
  }

  /** What holds its messages back now; null when nothing does. */
  get hold(): ProviderHold | null {
    const { provider, refusal, circuit, slowDown } = this;
    if (refusal !== null) {
      const { what, remedy, isQuota, since, remainingMs: nextTrialMs } = refusal;
      const text = `${provider} ${what} (${remedy})`;
      return { provider, reason: isQuota ? 'quota' : 'refused', text, since, nextTrialMs };
    }
    if (circuit.isOpen) {
      const { since, untilTrialMs: nextTrialMs } = circuit;
      return { provider, reason: 'down', text: `${provider} is down`, since, nextTrialMs };
    }
    if (!slowDown.lasts) return null;
    const { since, remainingMs: nextTrialMs } = slowDown;
    return { provider, reason: 'slowed', text: `${provider} asks us to slow down`, since, nextTrialMs };
  }

  /** Until the next trial may be made, in milliseconds, of a provider that is down or refuses us. */
  private get untilTrialMs(): number {
    return this.refusal?.remainingMs || this.circuit.untilTrialMs;
  }

  /**
   * Does `work`, which may make one `call`, if the provider can be called now. A trial that has to wait for something else
   * first says so by `leave`: others are tried meanwhile.
   * @throws TransientError saying when to ask again, when it cannot.
   */
  pass<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    const { lasts, remainingMs } = this.slowDown;
    const isFree = !this.isOpen && !lasts && remainingMs === 0;
    return isFree ? work(() => undefined) : this.passAsTrial(work);
  }

  private async passAsTrial<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    const { remainingMs } = this.slowDown;
    if (remainingMs > 0) throw this.heldBack('asked us to wait', remainingMs);
    if (this.untilTrialMs > 0) throw this.heldBack(this.refusal?.what ?? 'is down', this.untilTrialMs);
    // A call that was claimed before the circuit opened may be the trial too.
    if (this.trial !== null || this.circuit.isTried) throw this.heldBack('is being tried', TRIAL_PAUSE_MS);
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
    if (this.circuit.isTried || this.untilTrialMs > 0) {
      const why = this.refusal?.what ?? 'is down';
      throw new NotCalledError(`${this.provider} ${why}; not called`, this.untilTrialMs);
    }
    try {
      const answer = await this.circuit.execute(send);
      this.slowDown.answered();
      this.takes();
      return answer;
    } catch (error) {
      this.learn(error);
      throw error;
    }
  }

  private learn(error: unknown): void {
    if (error instanceof AccountError) return this.refuses(error);
    if (isRateLimited(error)) this.slow(error.retryAfterMs);
    else this.slowDown.answered();
    // Whoever speaks of a message, or of a pace, has let us in; a message may also be refused without being asked about.
    const isAnswer = error instanceof PermanentError && error.httpStatus !== null;
    if (error instanceof LimitError || isAnswer) this.takes();
    else this.refusal?.notAnswered();
  }

  private refuses(error: AccountError): void {
    if (this.refusal !== null) return this.refusal.refusedAgain(error);
    this.refusal = new AccountHold(error);
    const { provider, code, httpStatus, problem } = error;
    this.logger.error({
      msg: `${provider} ${problem.what}: its messages are held until this is fixed`,
      to_do: problem.remedy,
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
    if (this.slowDown.ask(retryAfterMs))
      this.logger.warn({ msg: 'provider asks us to slow down', provider: this.provider });
  }

  /** Spread over the next moments, so that all that waited does not come at once. */
  private heldBack(why: string, ms: number): TransientError {
    return new TransientError(`${this.provider} ${why}`, {
      retryAfterMs: ms + Math.random() * TRIAL_PAUSE_MS,
    });
  }
}
