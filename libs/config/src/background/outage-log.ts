import type { LoggerService } from '@nestjs/common';

/** While a fault lasts, one line says so in this time. */
const SAY_AGAIN_MS = 60_000;
/** What begins so soon after a fault was over is the rest of it, and is told only if it lasts as long again. */
const ECHO_MS = 2_000;

export interface OutageWords {
  /** `due messages cannot be queued now; they will be queued later` */
  lasts: string;
  /** `due messages are being queued again` */
  over: string;
  /** What stands in each of its lines: whose fault it is. */
  of?: Record<string, unknown>;
  /** How loud it begins and lasts. Default `warn`. */
  level?: 'warn' | 'error';
}

interface Outage {
  since: number;
  /** When it was last told of; null when it was not yet. */
  toldAt: number | null;
}

/**
 * Tells of a fault that lasts: one line when it begins, one a minute while it lasts, one when it is over, however often
 * and at how many places it shows itself meanwhile.
 */
export class OutageLog {
  /** What is wrong, by the place where it shows itself. */
  private readonly faults = new Map<string, string>();
  private outage: Outage | null = null;
  private overAt = -Infinity;

  constructor(
    private readonly logger: Pick<LoggerService, 'warn' | 'log'> & Partial<Pick<LoggerService, 'error'>>,
    private readonly words: OutageWords,
    /** A steady clock, in milliseconds. */
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** What is wrong at this place now; null when nothing is. */
  errorAt(place: string): string | null {
    return this.faults.get(place) ?? null;
  }

  /** Notes a failure. `details` go into the line, should this one be told. */
  failed(error: unknown, place = '', details: Record<string, unknown> = {}): void {
    const now = this.clock();
    const words = describe(error);
    this.faults.set(place, words);
    this.outage ??= { since: now, toldAt: null };
    const { since, toldAt } = this.outage;
    const isDue =
      toldAt === null ? since - this.overAt > ECHO_MS || now - since > ECHO_MS : now - toldAt >= SAY_AGAIN_MS;
    if (!isDue) return;
    this.outage.toldAt = now;
    const lasted = toldAt === null ? {} : { for_seconds: seconds(now - since) };
    const line = { msg: this.words.lasts, ...this.words.of, ...details, ...lasted, error: words };
    if (this.words.level === 'error' && this.logger.error) this.logger.error(line);
    else this.logger.warn(line);
  }

  /** Notes that nothing is wrong at this place any more. The fault is over once that is so at every place. */
  worked(place = ''): void {
    if (!this.faults.delete(place) || this.faults.size > 0 || this.outage === null) return;
    const { since, toldAt } = this.outage;
    this.outage = null;
    this.overAt = this.clock();
    if (toldAt !== null)
      this.logger.log({
        msg: this.words.over,
        ...this.words.of,
        lasted_seconds: seconds(this.overAt - since),
      });
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** Connection errors of Node may have a code and an empty message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
