import type { IncomingMessage } from 'node:http';
import type { AnswerLimits } from './http-call.js';

const PACE_EVERY_MS = 500;

/** Holds one answer to its limits while it arrives. */
export class AnswerBounds {
  private readonly begun = performance.now();
  private readonly pace: NodeJS.Timeout | undefined;
  /** All of it was asked for at once. What was declared is never exceeded: the parser sees to it. */
  private admitted = false;
  private bytes = 0;

  /** `fail` ends the call, which then tells of it by `end`. */
  constructor(
    private readonly limits: AnswerLimits,
    private readonly fail: (code: string, reason: string) => void,
  ) {
    if (limits.slowest)
      this.pace = setInterval(() => {
        if (this.isTooSlow()) fail('too_slow', 'arrives too slowly');
      }, PACE_EVERY_MS);
  }

  /** False, and the call has failed, when its head says already that it breaks a limit. */
  begin({ headers }: IncomingMessage): boolean {
    const { maxBytes, longer, admit } = this.limits;
    const declared = Number(headers['content-length'] ?? NaN);
    if (declared > maxBytes && longer !== 'cut') this.tooLarge();
    else if (declared <= maxBytes && admit && !admit(declared)) this.noCapacity();
    else {
      this.admitted = declared <= maxBytes;
      return true;
    }
    return false;
  }

  /** What of these bytes is kept; null, and the call has failed, when they break a limit. */
  take(chunk: Buffer): Buffer | null {
    const { maxBytes, longer, admit } = this.limits;
    const room = maxBytes - this.bytes;
    if (chunk.length > room && longer !== 'cut') this.tooLarge();
    else if (!this.admitted && admit && !admit(Math.min(chunk.length, room))) this.noCapacity();
    else {
      this.bytes += chunk.length;
      return chunk.length > room ? chunk.subarray(0, room) : chunk;
    }
    return null;
  }

  /** More has come than is kept. */
  get isCut(): boolean {
    return this.bytes > this.limits.maxBytes;
  }

  /** Stops watching. */
  end(): void {
    clearInterval(this.pace);
  }

  private isTooSlow(): boolean {
    const { slowest } = this.limits;
    if (!slowest) return false;
    const ms = performance.now() - this.begun - slowest.afterMs;
    return ms > 0 && this.bytes < (ms / 1_000) * slowest.bytesPerSecond;
  }

  private tooLarge(): void {
    this.fail('too_large', `is larger than ${this.limits.maxBytes} bytes`);
  }

  private noCapacity(): void {
    this.fail('no_room', 'finds no memory free now');
  }
}
