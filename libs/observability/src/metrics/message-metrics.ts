import { Counter, Histogram, type Registry } from 'prom-client';

/** What a message is counted by; each of them is one of few words. */
export interface MessageKind {
  type: string;
  provider: string;
  priority: string;
}

/** A message that has just changed its status. */
export interface MovedMessage extends MessageKind {
  status: string;
  /** Since it was accepted or, of one for later, since its time came. */
  ageSeconds: number;
}

/** Where SLO_SECONDS may be, so that the share below it is exact, and what lies beside it. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 15, 20, 30, 60, 300, 600, 3_600];
const KIND = ['type', 'provider', 'priority'] as const;
const ENDS = new Set(['delivered', 'failed', 'canceled']);

/** What becomes of messages. */
export class MessageMetrics {
  private readonly acceptedTotal: Counter<(typeof KIND)[number]>;
  private readonly endedTotal: Counter<(typeof KIND)[number] | 'status'>;
  private readonly handover: Histogram<(typeof KIND)[number]>;
  private readonly delivery: Histogram<(typeof KIND)[number]>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.acceptedTotal = new Counter({
      name: 'sendstream_messages_accepted_total',
      help: 'Messages stored for good. The provider is the one they were meant for.',
      labelNames: KIND,
      registers,
    });
    this.endedTotal = new Counter({
      name: 'sendstream_messages_ended_total',
      help: 'Messages that came to an end: delivered, failed, canceled. A mail that bounces later ends twice.',
      labelNames: [...KIND, 'status'],
      registers,
    });
    this.handover = new Histogram({
      name: 'sendstream_message_handover_seconds',
      help: 'From a message being accepted, or its time having come, until its provider had taken it.',
      labelNames: KIND,
      buckets: BUCKETS,
      registers,
    });
    this.delivery = new Histogram({
      name: 'sendstream_message_delivery_seconds',
      help: 'From a message being accepted, or its time having come, until its provider told that it was delivered.',
      labelNames: KIND,
      buckets: BUCKETS,
      registers,
    });
  }

  /** Counts messages that were stored together. */
  accepted(messages: readonly MessageKind[]): void {
    for (const { type, provider, priority } of messages) this.acceptedTotal.inc({ type, provider, priority });
  }

  /** Counts changes of status, once they are certain. */
  moved(messages: Iterable<MovedMessage>): void {
    for (const { type, provider, priority, status, ageSeconds } of messages) {
      const kind = { type, provider, priority };
      // The clocks of PostgreSQL's hosts may have been set back meanwhile.
      const age = Math.max(0, ageSeconds);
      if (status === 'sent') this.handover.observe(kind, age);
      if (status === 'delivered') this.delivery.observe(kind, age);
      if (ENDS.has(status)) this.endedTotal.inc({ ...kind, status });
    }
  }
}
