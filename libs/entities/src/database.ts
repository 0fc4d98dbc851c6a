import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';
import { isConflict } from './database-unavailable.js';
import { WritablePool } from './writable-pool.js';

/** How often work that was undone for the sake of others is tried in all. */
const TRIES = 4;
const PAUSE_MS = 20;

/** A statement with a name, so that each connection parses and plans it once. */
export interface Statement {
  name: string;
  text: string;
}

/** Where a statement runs: the pool, or the one connection of a transaction. */
export type Connection = Pick<PoolClient, 'query'>;

/** Connections to PostgreSQL that a process holds, of `size` that it may; `waitedFor`: statements that wait for one. */
export interface ConnectionsNow {
  size: number;
  inUse: number;
  idle: number;
  waitedFor: number;
}

/**
 * Runs this room's hand-written statements on TypeORM's own pool. What PostgreSQL undid as a deadlock, or because it could
 * not be put in an order with others, is done again at once.
 */
export class Database {
  private readonly connections: WritablePool;

  constructor(dataSource: DataSource) {
    this.connections = new WritablePool((dataSource.driver as unknown as { master: Pool }).master);
  }

  /** How its connections are used just now. */
  get connectionsNow(): ConnectionsNow {
    const { totalCount, idleCount, waitingCount, options } = this.connections.pool;
    return {
      size: options.max,
      inUse: totalCount - idleCount,
      idle: idleCount,
      waitedFor: waitingCount,
    };
  }

  async run<Row extends object>(statement: Statement, values: unknown[], on?: Connection): Promise<Row[]> {
    if (!on) return this.query<Row>({ ...statement, values });
    const result = await on.query<Row>({ ...statement, values });
    return result.rows;
  }

  /** A statement whose best plan depends on its values: it is parsed and planned for these. */
  runOnce<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.query<Row>({ text, values });
  }

  /** All of `work` or nothing of it. It may be done more than once: all it leaves behind must be in the database. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return againAfterConflicts(() => this.transactionOnce(work));
  }

  /** @throws whatever keeps PostgreSQL from answering. */
  async ping(): Promise<void> {
    await this.query({ text: 'SELECT 1', values: [] });
  }

  private query<Row extends object>(query: { text: string; values: unknown[] }): Promise<Row[]> {
    return againAfterConflicts(async () => {
      const on = this.connections.isSuspicious ? await this.connections.connect() : this.connections.pool;
      let failure: unknown;
      try {
        const { rows } = await on.query<Row>(query);
        return rows;
      } catch (error) {
        this.connections.blames(error);
        failure = error;
        throw error;
      } finally {
        // As the pool's own `query` does: a connection whose statement failed is not used again.
        if ('release' in on) on.release(failure !== undefined);
      }
    });
  }

  private async transactionOnce<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.connections.connect();
    let broken: Error | boolean = false;
    // Of a connection that ends between two statements nobody else is told, and an error without a listener ends the
    // process. The next statement fails by it.
    const onLost = (error: Error) => (broken = error);
    client.on('error', onLost);
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      if (this.connections.blames(error)) broken = true;
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(broken);
    }
  }
}

async function againAfterConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !isConflict(error)) throw error;
      await sleep(PAUSE_MS * tries * Math.random());
    }
  }
}
