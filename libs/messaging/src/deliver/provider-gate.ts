import { Logger } from '@nestjs/common';
import { OutageLog } from '#config';
import { AccountError, LimitError, PermanentError } from '#providers';
import { TransientError } from '#queue';
import { AccountHold } from './account-hold.js';
import { Comeback } from './comeback.js';
import { NotCalledError } from './not-called-error.js';
import { ProviderCircuit } from './provider-circuit.js';
import type { ProviderHold } from './provider-hold.js';
import { isRateLimited, SlowDown } from './slow-down.js';

const TRIAL_PAUSE_MS = 500;

/** That a message may be claimed: for any account that takes messages, or for one that it is to try. */
export interface Admission {
  /** The one to try; null: any. */
  account: string | null;
  /** It is not tried by this message after all, or has been. */
  leave: () => void;
}

/**
 * Stands before one provider. While it fails constantly, or refuses us, nothing is taken from the queue for it, apart from
 * one trial at a time; after a 429 it is left alone for as long as it asked, and then tried in the same way: all that waited
 * would only be told to wait again. Held back entries keep their retries. A full queue of one sender closes it for nobody.
 * See docs/decisions/0019-an-operators-fault-holds.md.
 */
export class ProviderGate {
  private readonly logger = new Logger(ProviderGate.name);
  private readonly circuit: ProviderCircuit;
  private readonly refusals: OutageLog;
  private readonly slowDown = new SlowDown();
  /** It refuses us, and not single messages. */
  private refusal: AccountHold | null = null;
  /** The one in hand. */
  private trial: symbol | null = null;
  /** Where there are others to go by, load comes back to it in steps. */
  readonly comeback = new Comeback();

  constructor(readonly provider: string) {
    this.refusals = new OutageLog(this.logger, {
      lasts: 'provider refuses us: its messages are held until this is fixed',
      over: 'provider takes messages again',
      of: { provider },
      level: 'error',
    });
    this.circuit = new ProviderCircuit(provider, this.logger, () => this.comeback.begin());
  }

  /** Nothing holds its messages back. */
  get isFree(): boolean {
    return !this.isOpen && !this.slowDown.lasts && this.slowDown.remainingMs === 0;
  }

  /** Nothing holds them back, and all may come at once. */
  get takesAll(): boolean {
    return this.isFree && !this.comeback.lasts;
  }

  /** Until somebody may try it, in milliseconds. */
  get waitMs(): number {
    return Math.max(this.slowDown.remainingMs, this.untilTrialMs);
  }

  /** A call now is a trial, made to find out whether the provider takes messages again. */
  get isOpen(): boolean {
    return this.refusal !== null || this.circuit.isOpen;
  }

  /** Whether it is down, as its calls say. */
  get circuitState(): ProviderCircuit['state'] {
    return this.circuit.state;
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
    return this.isFree ? work(() => undefined) : this.passAsTrial(work);
  }

  private async passAsTrial<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    const leave = this.enter();
    if (leave === null) throw this.heldBack();
    try {
      return await work(leave);
    } finally {
      leave();
    }
  }

  /**
   * Lets one message in, where nothing holds it back or as the one trial; what is answered is to be called once it has ended. Null:
   * it has to wait.
   */
  enter(): (() => void) | null {
    if (this.isFree) return () => undefined;
    // A call that was claimed before the circuit opened may be the trial too.
    if (this.waitMs > 0 || this.trial !== null || this.circuit.isTried) return null;
    const trial = (this.trial = Symbol('trial'));
    return () => {
      if (this.trial === trial) this.trial = null;
    };
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
    if (this.refusal === null) this.refusal = new AccountHold(error);
    else this.refusal.refusedAgain(error);
    const { code, httpStatus, problem } = error;
    const words = { to_do: problem.remedy, code, http_status: httpStatus };
    this.refusals.failed(`${this.provider} ${problem.what}`, '', words);
  }

  private takes(): void {
    if (this.refusal === null) return;
    this.refusal = null;
    this.comeback.begin();
    this.refusals.worked();
  }

  private slow(retryAfterMs: number | null): void {
    if (this.slowDown.ask(retryAfterMs))
      this.logger.warn({ msg: 'provider asks us to slow down', provider: this.provider });
  }

  /** Says when to ask again: spread over the next moments, so that all that waited does not come at once. */
  heldBack(): TransientError {
    const why = this.slowDown.remainingMs > 0 ? 'asked us to wait' : (this.refusal?.what ?? 'is down');
    const [text, ms] = this.waitMs > 0 ? [why, this.waitMs] : ['is being tried', TRIAL_PAUSE_MS];
    return new TransientError(`${this.provider} ${text}`, {
      retryAfterMs: ms + Math.random() * TRIAL_PAUSE_MS,
    });
  }
}
