import { Gauge, type Registry } from 'prom-client';

/** How much waits in one place, and since when the oldest of it. */
export interface WaitingFigures {
  place: string;
  /** Exact up to 10,000, where counting stops. */
  count: number;
  oldest: Date | null;
}

/** What waits in PostgreSQL. */
export class WaitingMetrics {
  private readonly count: Gauge<'place'>;
  private readonly age: Gauge<'place'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.count = new Gauge({
      name: 'sendstream_waiting',
      help: 'What waits in PostgreSQL, by place. Counting stops at 10,000, so that it costs little.',
      labelNames: ['place'],
      registers,
    });
    this.age = new Gauge({
      name: 'sendstream_waiting_oldest_age_seconds',
      help: 'How long the oldest has waited there, or is overdue; 0: nothing waits, or its time has not come.',
      labelNames: ['place'],
      registers,
    });
  }

  /** All places as they are now; null while PostgreSQL does not say. */
  are(places: readonly WaitingFigures[] | null): void {
    this.count.reset();
    this.age.reset();
    for (const { place, count, oldest } of places ?? []) {
      this.count.set({ place }, count);
      const age = oldest === null ? 0 : Math.max(0, Date.now() - oldest.getTime());
      this.age.set({ place }, age / 1_000);
    }
  }
}
