import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What a queue looks like from outside; the shape of the queue room's own numbers. */
export interface QueueNumbers {
  queue: string;
  depth: number;
  lag: number;
  pending: number;
  oldestAgeMs: number | null;
  consumers: number;
  dead: number;
}

/** The numbers of one app, in the text format of Prometheus. https://prometheus.io/docs/practices/naming/ */
export class Metrics {
  private readonly registry = new Registry();

  private readonly accepted = new Counter({
    name: 'sendstream_messages_accepted_total',
    help: 'Messages stored for good.',
    labelNames: ['type'],
    registers: [this.registry],
  });
  private readonly attempts = new Histogram({
    name: 'sendstream_attempt_seconds',
    help: 'Calls to providers, by what became of them.',
    labelNames: ['provider', 'outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [this.registry],
  });
  private readonly queues = new Gauge({
    name: 'sendstream_queue',
    help: 'What a queue holds: depth (lag + pending), lag, pending, oldest_age_seconds, consumers, dead.',
    labelNames: ['queue', 'what'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  messageAccepted(type: string): void {
    this.accepted.inc({ type });
  }

  attemptEnded(provider: string, outcome: string, latencyMs: number): void {
    this.attempts.observe({ provider, outcome }, latencyMs / 1_000);
  }

  /** Everything as text; `queues` are as they are now, and left out while Redis is away. */
  async text(queues: QueueNumbers[]): Promise<string> {
    this.queues.reset();
    for (const { queue, oldestAgeMs, ...numbers } of queues) {
      for (const what of ['depth', 'lag', 'pending', 'consumers', 'dead'] as const) {
        this.queues.set({ queue, what }, numbers[what]);
      }
      this.queues.set({ queue, what: 'oldest_age_seconds' }, (oldestAgeMs ?? 0) / 1_000);
    }
    return this.registry.metrics();
  }
}
