import { Counter, Histogram, type Registry } from 'prom-client';

/** What we tell our users. */
export class WebhookMetrics {
  private readonly seconds: Histogram<'outcome'>;
  private readonly pauses: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'sendstream_callback_seconds',
      help: 'Calls of outgoing webhooks, by what became of them: delivered, failed (tried again), dead (given up).',
      labelNames: ['outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.pauses = new Counter({
      name: 'sendstream_webhook_endpoints_paused_total',
      help: 'Webhook endpoints that were paused because they only failed.',
      registers,
    });
  }

  ended(outcome: 'delivered' | 'failed' | 'dead', latencyMs: number): void {
    this.seconds.observe({ outcome }, latencyMs / 1_000);
  }

  endpointPaused(): void {
    this.pauses.inc();
  }
}
