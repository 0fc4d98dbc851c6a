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

/** Whether a provider's messages are held back for this reason now. */
export interface HeldSample {
  provider: string;
  reason: string;
  held: boolean;
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
  private readonly failovers = new Counter({
    name: 'sendstream_failovers_total',
    help: 'Messages that went by another account than they were meant for, and why.',
    labelNames: ['from', 'to', 'reason'],
    registers: [this.registry],
  });
  private readonly callbacks = new Histogram({
    name: 'sendstream_callback_seconds',
    help: 'Calls of outgoing webhooks, by what became of them: delivered, failed (tried again), dead (given up).',
    labelNames: ['outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });
  private readonly pauses = new Counter({
    name: 'sendstream_webhook_endpoints_paused_total',
    help: 'Webhook endpoints that were paused because they only failed.',
    registers: [this.registry],
  });
  private readonly lookups = new Counter({
    name: 'sendstream_status_lookups_total',
    help: 'Messages sent without news that were looked up: found (their end), no_news (again later), given_up.',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });
  private readonly lookupRequests = new Counter({
    name: 'sendstream_status_lookup_requests_total',
    help: 'Requests of these look-ups: answered, failed.',
    labelNames: ['provider', 'outcome'],
    registers: [this.registry],
  });
  private readonly retained = new Counter({
    name: 'sendstream_retention_rows_total',
    help: 'Rows that were removed or redacted because they were kept long enough, by what was removed of them.',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly retentionPassed = new Gauge({
    name: 'sendstream_retention_passed_timestamp_seconds',
    help: 'When this process last came to the end of the work of a kind of retention.',
    labelNames: ['kind'],
    registers: [this.registry],
  });
  private readonly queues = new Gauge({
    name: 'sendstream_queue',
    help: 'What a queue holds: depth (lag + pending), lag, pending, oldest_age_seconds, consumers, dead.',
    labelNames: ['queue', 'what'],
    registers: [this.registry],
  });

  private readonly held = new Gauge({
    name: 'sendstream_provider_held',
    help: "1 while a provider's messages are held back: down, refused (credentials, credits), quota, slowed.",
    labelNames: ['provider', 'reason'],
    registers: [this.registry],
  });
  private readHeld: () => HeldSample[] = () => [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  messageAccepted(type: string): void {
    this.accepted.inc({ type });
  }

  attemptEnded(provider: string, outcome: string, latencyMs: number): void {
    this.attempts.observe({ provider, outcome }, latencyMs / 1_000);
  }

  failedOver(from: string, to: string, reason: string): void {
    this.failovers.inc({ from, to, reason });
  }

  /** Where to read, at each scrape, what is held back. */
  heldFrom(read: () => HeldSample[]): void {
    this.readHeld = read;
  }

  webhookEnded(outcome: 'delivered' | 'failed' | 'dead', latencyMs: number): void {
    this.callbacks.observe({ outcome }, latencyMs / 1_000);
  }

  endpointPaused(): void {
    this.pauses.inc();
  }

  /** So many messages without news were looked up, or, of a provider without a way to ask, waited for. */
  lookupsEnded(provider: string, outcome: 'found' | 'no_news' | 'given_up', count: number): void {
    if (count > 0) this.lookups.inc({ provider, outcome }, count);
  }

  /** So many rows were kept long enough. */
  retentionRows(kind: string, count: number): void {
    if (count > 0) this.retained.inc({ kind }, count);
  }

  /** Nothing of this kind is older now than it may be. */
  retentionEnded(kind: string): void {
    this.retentionPassed.setToCurrentTime({ kind });
  }

  /** One request of a look-up. */
  lookupAsked(provider: string, outcome: 'answered' | 'failed'): void {
    this.lookupRequests.inc({ provider, outcome });
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
    for (const { provider, reason, held } of this.readHeld())
      this.held.set({ provider, reason }, held ? 1 : 0);
    return this.registry.metrics();
  }
}
