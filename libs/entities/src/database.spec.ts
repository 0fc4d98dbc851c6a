import type { DataSource } from 'typeorm';
import type { PoolClient } from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { connect, dataSourceOptions } from './data-source.js';
import { Database } from './database.js';
import { describeOutage, isDatabaseUnavailable } from './database-unavailable.js';

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

describe('what PostgreSQL undid for the sake of another', () => {
  let test: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    test = await createTestDatabase();
    dataSource = await connect(dataSourceOptions(test.url, 4));
    await test.pool.query('CREATE TABLE pairs (id int PRIMARY KEY, n int NOT NULL)');
    await test.pool.query('INSERT INTO pairs VALUES (1, 0), (2, 0)');
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await test?.drop();
  });

  it('as a deadlock is done again', async () => {
    const database = new Database(dataSource);
    const met = new Meeting(2);
    const step = (id: number) => ({
      name: `pair ${id}`,
      text: `UPDATE pairs SET n = n + 1 WHERE id = ${id}`,
    });
    const [one, other] = [step(1), step(2)];
    let tries = 0;
    const both = (first: typeof one, second: typeof one) =>
      database.transaction(async (connection) => {
        tries += 1;
        await database.run(first, [], connection);
        await met.all();
        await database.run(second, [], connection);
      });
    await Promise.all([both(one, other), both(other, one)]);
    expect(tries).toBe(3);
    expect((await test.pool.query('SELECT n FROM pairs')).rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('as one that could not be put in an order is done again', async () => {
    const database = new Database(dataSource);
    const met = new Meeting(2);
    let tries = 0;
    const add = () =>
      database.transaction(async (connection) => {
        tries += 1;
        await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        await connection.query('SELECT n FROM pairs WHERE id = 1');
        await met.all();
        await connection.query('UPDATE pairs SET n = n + 1 WHERE id = 1');
      });
    await Promise.all([add(), add()]);
    expect(tries).toBe(3);
  });

  it('is told apart from a database that is away', () => {
    const words = (code: string) => describeOutage(Object.assign(new Error('x'), { code }));
    for (const code of ['40P01', '40001', '55P03', '57014', '25006', '53300', '53100'])
      expect(words(code)).not.toMatch(/away/);
    for (const code of ['57P01', '08006', 'ECONNREFUSED']) expect(words(code)).toMatch(/away/);
  });
});

describe('connections that a failover has left read-only', () => {
  it('are dropped, those that only read too, and writes pass as soon as the database takes them', async () => {
    const test = await createTestDatabase();
    const name = new URL(test.url).pathname.slice(1);
    const readOnly = (on: boolean) =>
      test.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${on ? 'on' : 'off'}`);
    await readOnly(true);
    const dataSource = await connect(dataSourceOptions(test.url, 3));
    try {
      const database = new Database(dataSource);
      const write = { name: 'write', text: 'CREATE TABLE IF NOT EXISTS written ()' };
      const who = () =>
        database.runOnce<{ pid: number }>('SELECT pg_backend_pid() AS pid, pg_sleep(0.1)', []);
      const before = (await Promise.all([who(), who(), who()])).flat().map(({ pid }) => pid);
      await readOnly(false);

      const transaction = () => database.transaction((on) => database.run(write, [], on));
      await expect(transaction()).rejects.toMatchObject({ code: '25006' });
      // Every connection was opened while the database was read-only, and the first write found out.
      await transaction();
      await database.run(write, []);
      const after = (await Promise.all([who(), who(), who()])).flat().map(({ pid }) => pid);
      expect(new Set(before).size).toBe(3);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    } finally {
      await dataSource.destroy();
      await test.drop();
    }
  });
});

/** Lets nobody go on before all are there; once they were, it stands in nobody's way. */
class Meeting {
  private arrived = 0;
  private open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  constructor(private readonly expected: number) {}

  all(): Promise<void> {
    this.arrived += 1;
    if (this.arrived === this.expected) this.open();
    return this.opened;
  }
}
