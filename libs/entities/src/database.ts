import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';
import { isConflict, READ_ONLY } from './database-unavailable.js';
import { PreparedStatements } from './prepared-statements.js';
import { faultOfSchema, knownMigrations } from './schema-state.js';
import { DatabaseOutage } from './database-outage.js';
import { WritablePool } from './writable-pool.js';

/** How often work that was undone for the sake of others is tried in all. */
const TRIES = 4;
const PAUSE_MS = 20;

const STATE = `
  SELECT current_setting('transaction_read_only') = 'on' AS "readOnly", ARRAY(SELECT name::text FROM migrations) AS applied`;

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
  private readonly prepared: PreparedStatements;
  private readonly outage = new DatabaseOutage();

  /** `prepares`: false where a pooler gives each transaction another connection. */
  constructor(
    private readonly dataSource: DataSource,
    { prepares = true } = {},
  ) {
    this.connections = new WritablePool((dataSource.driver as unknown as { master: Pool }).master);
    this.prepared = new PreparedStatements(prepares);
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
    if (!on) return this.prepared.orElsePlain(() => this.query<Row>(this.prepared.as(statement, values)));
    const result = await on.query<Row>(this.prepared.as(statement, values));
    return result.rows;
  }

  /** A statement whose best plan depends on its values: it is parsed and planned for these. */
  runOnce<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    return this.query<Row>({ text, values });
  }

  /** All of `work` or nothing of it. It may be done more than once: all it leaves behind must be in the database. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return againAfterConflicts(() => this.prepared.orElsePlain(() => this.transactionOnce(work)));
  }

  /** @throws whatever keeps PostgreSQL from answering, from taking writes, or from being one for this version. */
  async ping(): Promise<void> {
    const [row] = await this.query<{ readOnly: boolean; applied: string[] }>({ text: STATE, values: [] });
    if (row?.readOnly) {
      const error = Object.assign(new Error('PostgreSQL is a standby, or read-only'), { code: READ_ONLY });
      // Another server may take writes by now: who only asks has to find it too.
      this.connections.blames(error);
      throw error;
    }
    const fault = faultOfSchema(row?.applied ?? [], knownMigrations(this.dataSource));
    if (fault !== null) throw new Error(fault);
  }

  /** Of PostgreSQL: `17.2`. @throws whatever keeps it from answering. */
  async version(): Promise<string> {
    const text = "SELECT split_part(current_setting('server_version'), ' ', 1) AS version";
    const [row] = await this.query<{ version: string }>({ text, values: [] });
    return row?.version ?? 'unknown';
  }

  private query<Row extends object>(query: { text: string; values: unknown[] }): Promise<Row[]> {
    return againAfterConflicts(async () => {
      const on = this.connections.isSuspicious ? await this.connection() : this.connections.pool;
      let failure: unknown;
      try {
        const { rows } = await on.query<Row>(query);
        this.outage.worked();
        return rows;
      } catch (error) {
        this.connections.blames(error);
        this.outage.failed(error);
        failure = error;
        throw error;
      } finally {
        // As the pool's own `query` does: a connection whose statement failed is not used again.
        if ('release' in on) on.release(failure !== undefined);
      }
    });
  }

  private async connection(): Promise<PoolClient> {
    try {
      return await this.connections.connect();
    } catch (error) {
      this.outage.failed(error);
      throw error;
    }
  }

  private async transactionOnce<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.connection();
    let broken: Error | boolean = false;
    // Of a connection that ends between two statements nobody else is told, and an error without a listener ends the
    // process. The next statement fails by it.
    const onLost = (error: Error) => (broken = error);
    client.on('error', onLost);
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      this.outage.worked();
      return result;
    } catch (error) {
      this.outage.failed(error);
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
