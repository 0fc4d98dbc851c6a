import { Counter, Gauge, type Registry } from 'prom-client';

/** What is removed because it was kept long enough. */
export class RetentionMetrics {
  private readonly removed: Counter<'kind'>;
  private readonly passed: Gauge<'kind'>;

  constructor(registry: Registry) {
    this.removed = new Counter({
      name: 'sendstream_retention_rows_total',
      help: 'Rows that were removed or redacted because they were kept long enough, by what was removed of them.',
      labelNames: ['kind'],
      registers: [registry],
    });
    this.passed = new Gauge({
      name: 'sendstream_retention_passed_timestamp_seconds',
      help: 'When this process last came to the end of the work of a kind of retention.',
      labelNames: ['kind'],
      registers: [registry],
    });
  }

  /** So many rows were kept long enough. */
  rows(kind: string, count: number): void {
    if (count > 0) this.removed.inc({ kind }, count);
  }

  /** Nothing of this kind is older now than it may be. */
  ended(kind: string): void {
    this.passed.setToCurrentTime({ kind });
  }
}
