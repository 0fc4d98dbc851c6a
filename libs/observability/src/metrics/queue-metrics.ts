import { Counter, Gauge, type Registry } from 'prom-client';

/** A queue as it is now; the shape of the queue room's own figures. */
export interface QueueFigures {
  queue: string;
  depth: number;
  lag: number;
  pending: number;
  oldestAgeMs: number | null;
  consumers: number;
  dead: number;
  handledLastMinute: number;
}

/** Why an entry became a dead letter. */
export type BuriedFor = 'delivered_too_often' | 'failed' | 'unreadable';

const STATES = ['running', 'paused', 'no_processor', 'held'] as const;

/** Each figure of a queue, and what it says. */
const FIGURES = {
  depth: ['sendstream_queue_depth', 'Entries that wait or are in hand: lag + pending.'],
  lag: ['sendstream_queue_lag', 'Entries that nobody has read yet.'],
  pending: ['sendstream_queue_pending', 'Entries that are in hand.'],
  oldestAge: [
    'sendstream_queue_oldest_age_seconds',
    'How long the oldest entry has waited or been in hand; 0: there is none.',
  ],
  consumers: ['sendstream_queue_consumers', 'Processors that live and read the queue.'],
  dead: ['sendstream_queue_dead', 'Dead letters: entries that were given up and are kept.'],
  handled: [
    'sendstream_queue_handled_last_minute',
    'Entries that living processors handled in the last minute.',
  ],
} as const;

type Figure = keyof typeof FIGURES;

/** The queues in Redis. Their figures come from the api, which is there when no processor is. */
export class QueueMetrics {
  private readonly gauges: Record<Figure, Gauge<'queue'>>;
  private readonly state: Gauge<'queue' | 'state'>;
  private readonly buriedTotal: Counter<'queue' | 'reason'>;

  constructor(registry: Registry) {
    const registers = [registry];
    const gauge = ([name, help]: readonly [string, string]) =>
      new Gauge({ name, help, labelNames: ['queue'] as const, registers });
    this.gauges = Object.fromEntries(
      Object.entries(FIGURES).map(([figure, of]) => [figure, gauge(of)]),
    ) as typeof this.gauges;
    this.state = new Gauge({
      name: 'sendstream_queue_state',
      help: '1 for what the queue does: running, paused, no_processor, held (its processors wait for a provider).',
      labelNames: ['queue', 'state'],
      registers,
    });
    this.buriedTotal = new Counter({
      name: 'sendstream_dead_letters_total',
      help: 'Entries that became dead letters: delivered_too_often (no delivery ended), failed, unreadable.',
      labelNames: ['queue', 'reason'],
      registers,
    });
  }

  /** All queues as they are now; null while Redis is away: what is not known is not told. */
  are(queues: readonly (QueueFigures & { state: string })[] | null): void {
    for (const gauge of [...Object.values(this.gauges), this.state]) gauge.reset();
    for (const { queue, oldestAgeMs, handledLastMinute, state, ...numbers } of queues ?? []) {
      const labels = { queue };
      for (const figure of ['depth', 'lag', 'pending', 'consumers', 'dead'] as const)
        this.gauges[figure].set(labels, numbers[figure]);
      this.gauges.oldestAge.set(labels, (oldestAgeMs ?? 0) / 1_000);
      this.gauges.handled.set(labels, handledLastMinute);
      for (const each of STATES) this.state.set({ queue, state: each }, each === state ? 1 : 0);
    }
  }

  /** An entry became a dead letter. */
  buried(queue: string, reason: BuriedFor): void {
    this.buriedTotal.inc({ queue, reason });
  }
}
