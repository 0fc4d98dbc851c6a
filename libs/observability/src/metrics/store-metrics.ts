import { Gauge, type Registry } from 'prom-client';
import type { Readiness } from '../health/readiness.js';

/** How the connections of a process to PostgreSQL are used. */
export interface PoolFigures {
  /** At most so many. */
  size: number;
  inUse: number;
  idle: number;
  /** Statements that wait for one. */
  waitedFor: number;
}

/** PostgreSQL and Redis as this process finds them. */
export class StoreMetrics {
  private readonly up: Gauge<'store'>;
  private readonly connections: Gauge<'state'>;
  private readonly size: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.up = new Gauge({
      name: 'sendstream_store_up',
      help: 'Whether a store answered this process within two seconds: postgresql, redis.',
      labelNames: ['store'],
      registers,
    });
    this.connections = new Gauge({
      name: 'sendstream_database_connections',
      help: 'Connections of this process to PostgreSQL: in_use, idle; waited_for: statements that wait for one.',
      labelNames: ['state'],
      registers,
    });
    this.size = new Gauge({
      name: 'sendstream_database_connections_max',
      help: 'How many connections to PostgreSQL this process may hold (DATABASE_POOL_SIZE).',
      registers,
    });
  }

  /** What a look at the stores has found. */
  found({ checks }: Readiness): void {
    for (const [store, { status }] of Object.entries(checks)) this.up.set({ store }, status === 'up' ? 1 : 0);
  }

  pool({ size, inUse, idle, waitedFor }: PoolFigures): void {
    this.size.set(size);
    this.connections.set({ state: 'in_use' }, inUse);
    this.connections.set({ state: 'idle' }, idle);
    this.connections.set({ state: 'waited_for' }, waitedFor);
  }
}
