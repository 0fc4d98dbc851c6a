import type { DataSource } from 'typeorm';
import type { PoolClient } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { connect, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { isDatabaseUnavailable } from './database-unavailable.js';

describe('a transaction', () => {
  let test: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    test = await createTestDatabase();
    dataSource = await connect(dataSourceOptions(test.url, 1));
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await test?.drop();
  });

  it('whose connection ends between two statements fails as an outage, and the process goes on', async () => {
    const database = new Database(dataSource);
    const work = database.transaction(async (connection) => {
      const { rows } = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      // Not `once` of node:events, which would listen to errors as well.
      const ended = new Promise((resolve) => (connection as PoolClient).once('end', resolve));
      await test.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await connection.query('SELECT 1');
    });
    expect(isDatabaseUnavailable(await work.catch((error: unknown) => error))).toBe(true);
    await database.ping();
  });
});
