import { CONSUMER_ALIVE_MS } from '../queue-keys.js';

/**
 * A beat gives leave to hand entries to handlers for this long. Shorter than the time after which others take a silent
 * consumer for dead: a process that was frozen must look at the pause flag again before it goes on.
 */
const LEAVE_MS = CONSUMER_ALIVE_MS - 500;

/** Whether entries of a queue may be read and handed to its handler now. */
export class PauseGate {
  private beatAt: number | undefined;
  private token = '';
  private openSinceMs = performance.now();
  private waiting: (() => void)[] = [];

  constructor(private readonly onChange: () => void) {}

  /** False until Redis has told once whether the queue is paused. */
  get known(): boolean {
    return this.beatAt !== undefined;
  }

  get paused(): boolean {
    return this.token !== '';
  }

  /** Token of the pause in force, or ''. */
  get pauseToken(): string {
    return this.token;
  }

  /** True if entries may be handed over at this moment. */
  get open(): boolean {
    return this.beatAt !== undefined && !this.paused && performance.now() - this.beatAt < LEAVE_MS;
  }

  /** Monotonic time since when entries may be handed over: the end of a pause, or of a Redis that did not answer. */
  get openSince(): number {
    return this.openSinceMs;
  }

  /** True while Redis has not answered a beat for so long that nothing may be handed over. */
  get stale(): boolean {
    return this.beatAt !== undefined && performance.now() - this.beatAt >= LEAVE_MS;
  }

  /** Resolves when entries may be handed over, or after {@link abandon}. */
  async opened(): Promise<void> {
    if (!this.open) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Lets everybody go who waits: we shut down. */
  abandon(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Takes the answer of a beat that was sent at `sentAt` (monotonic). */
  beat(sentAt: number, token: string): void {
    const { open, paused } = this;
    if (!open) this.openSinceMs = sentAt;
    this.beatAt = sentAt;
    this.token = token;
    if (this.open !== open || this.paused !== paused) this.onChange();
    if (this.open) this.abandon();
  }
}
