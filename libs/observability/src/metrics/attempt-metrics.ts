import { Counter, Histogram, type Registry } from 'prom-client';

/** Calls to providers, and what became of those whose end nobody saw. */
export class AttemptMetrics {
  private readonly seconds: Histogram<'provider' | 'outcome'>;
  private readonly total: Counter<'provider' | 'outcome' | 'code_class'>;
  private readonly settledTotal: Counter<'provider' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'sendstream_attempt_seconds',
      help: 'Calls to providers, by what became of them: accepted, permanent, retryable, unknown, held.',
      labelNames: ['provider', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.total = new Counter({
      name: 'sendstream_attempts_total',
      help: "The same calls, by the class of the answer's code: 2xx, 4xx, 5xx; none: there was no answer.",
      labelNames: ['provider', 'outcome', 'code_class'],
      registers,
    });
    this.settledTotal = new Counter({
      name: 'sendstream_settlements_total',
      help: 'Unknown outcomes that were settled: sent, not_sent; or by policy: resent, held; or given_up.',
      labelNames: ['provider', 'outcome'],
      registers,
    });
  }

  /** A call has ended. `code`: of its answer, in HTTP or SMTP; null where there was none. */
  ended(provider: string, outcome: string, latencyMs: number, code: number | null): void {
    this.seconds.observe({ provider, outcome }, latencyMs / 1_000);
    this.total.inc({ provider, outcome, code_class: classOf(code) });
  }

  /** It was found out, or decided, what became of a call. */
  settled(provider: string, outcome: 'sent' | 'not_sent' | 'resent' | 'held' | 'given_up'): void {
    this.settledTotal.inc({ provider, outcome });
  }
}

const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];

function classOf(code: number | null): string {
  return CLASSES[Math.floor((code ?? 0) / 100)] ?? 'none';
}
