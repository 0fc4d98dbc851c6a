import { Alarm } from './alarm.js';
import type { OutageLog } from './outage-log.js';

/** Failures in a row make the pauses longer, but none longer than this: what comes back is noticed soon. */
const MAX_BACK_OFF_MS = 2_000;
const JITTER = 0.25;

/** When the next step begins instead of after the interval; `Infinity`: only when somebody asks for it. */
export interface NextStep {
  inMs: number;
}

export interface BackgroundLoopOptions {
  /** Told of steps that fail and of the first that works again. */
  outage: OutageLog;
  /** Its place in the outage, where loops share one. */
  name?: string;
  /** From the end of a step to the beginning of the next, in milliseconds. */
  everyMs: number;
  /** The part of the interval by which it varies to both sides, so that processes do not step in time. Default 0.25. */
  jitter?: number;
  /** A step is followed by a pause of so many times its own length at least: a slow store is left alone. Default 0. */
  restPerWork?: number;
  maxRestMs?: number;
  /** True for a failure that somebody else tells of. */
  isToldElsewhere?(error: unknown): boolean;
}

/**
 * Work that is done again and again beside everything else: one step at a time, each a while after the end of the one
 * before, or as soon as somebody asks for it. A step that fails is tried again, after growing pauses.
 */
export class BackgroundLoop {
  private readonly alarm = new Alarm();
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private failures = 0;
  private restMs = 0;

  /** `step` may end early once its signal is aborted. */
  constructor(
    private readonly step: (signal: AbortSignal) => Promise<NextStep | void>,
    private readonly options: BackgroundLoopOptions,
  ) {}

  /** Takes the first step at once. */
  start(): void {
    // Not within this call: a step that calls it must find the loop running.
    this.running ??= Promise.resolve().then(() => this.run());
  }

  /** Resolves when the step under way has ended; none begins after it. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.alarm.ring(0);
    await this.running;
  }

  /** The next step begins in `ms` at the latest, but not before the rest after the one before. */
  soon(ms = 0): void {
    this.alarm.ring(Math.max(ms, this.restMs));
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const started = performance.now();
      const next = await this.stepSafely();
      const { restPerWork = 0, maxRestMs = Infinity } = this.options;
      this.restMs = Math.min((performance.now() - started) * restPerWork, maxRestMs);
      if (!this.stopping.signal.aborted)
        await this.alarm.sleep(Math.max(next?.inMs ?? this.pauseMs(), this.restMs));
    }
  }

  private async stepSafely(): Promise<NextStep | void> {
    const { outage, name, isToldElsewhere } = this.options;
    try {
      const next = await this.step(this.stopping.signal);
      this.failures = 0;
      outage.worked(name);
      return next;
    } catch (error) {
      this.failures += 1;
      if (!isToldElsewhere?.(error)) outage.failed(error, name);
    }
  }

  private pauseMs(): number {
    const { everyMs, jitter = JITTER } = this.options;
    const backOff = Math.min(everyMs * 2 ** Math.max(this.failures - 1, 0), MAX_BACK_OFF_MS);
    return Math.max(everyMs, backOff) * (1 + (Math.random() * 2 - 1) * jitter);
  }
}
