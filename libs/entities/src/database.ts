import { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';

/** A statement with a name, so that each connection parses and plans it once. */
export interface Statement {
  name: string;
  text: string;
}

/** Where a statement runs: the pool, or the one connection of a transaction. */
export type Connection = Pick<PoolClient, 'query'>;

/** Runs this room's hand-written statements on TypeORM's own pool. */
export class Database {
  constructor(private readonly dataSource: DataSource) {
    // A connection may report its end after the statement that failed by it was answered and the pool has let it go; an
    // error without a listener ends the process.
    const heard = new WeakSet<PoolClient>();
    this.pool.on('acquire', (client) => {
      if (!heard.has(client)) client.on('error', () => undefined);
      heard.add(client);
    });
  }

  async run<Row extends object>(statement: Statement, values: unknown[], on?: Connection): Promise<Row[]> {
    const result = await (on ?? this.pool).query<Row>({ ...statement, values });
    return result.rows;
  }

  /** A statement whose best plan depends on its values: it is parsed and planned for these. */
  async runOnce<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    const result = await this.pool.query<Row>(text, values);
    return result.rows;
  }

  /** All of `work` or nothing of it. */
  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
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
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(broken);
    }
  }

  /** @throws whatever keeps PostgreSQL from answering. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
