import { Logger } from '@nestjs/common';
import { connect, dataSourceOptions, migrate } from '#entities';
import { Ending } from '#observability';
import { Client } from 'pg';
import request from 'supertest';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const LATER = ['AddsOnly1700000000998', 'TakesAway_AppsFrom997_1700000000999'];

describe('an api', () => {
  let system: RunningSystem;
  beforeAll(async () => {
    system = await RunningSystem.start();
  });
  afterAll(() => system?.stop());

  const run = (sql: string, values: unknown[] = []) => system.database.pool.query(sql, values);
  const record = (name: string) =>
    run('INSERT INTO migrations (name, timestamp) VALUES ($1::text, right($1::text, 13)::bigint)', [name]);
  const forget = (name: string) => run('DELETE FROM migrations WHERE name = $1', [name]);
  const newest = async () =>
    (await run('SELECT name FROM migrations ORDER BY timestamp DESC LIMIT 1')).rows[0].name as string;
  const ready = async () => {
    const { status, body } = await request(system.url).get('/ready');
    return { status, error: body.checks.postgresql.error as string | undefined };
  };

  it('is ready beside a schema to which later migrations only added, and says that it is too old for one that takes away', async () => {
    await record(LATER[0] as string);
    expect(await ready()).toEqual({ status: 200, error: undefined });
    await record(LATER[1] as string);
    expect(await ready()).toEqual({ status: 503, error: expect.stringMatching(/too new.*997/) as string });
    const boot = connect(dataSourceOptions(system.database.url, 1));
    await expect(boot).rejects.toThrow('too new');
    for (const name of LATER) await forget(name);
    expect((await ready()).status).toBe(200);
  });

  it('is not ready on a schema that lacks a migration, and says what to run', async () => {
    const name = await newest();
    await forget(name);
    expect(await ready()).toEqual({
      status: 503,
      error: expect.stringContaining('sendstream migrate') as string,
    });
    await record(name);
    expect((await ready()).status).toBe(200);
  });

  it('is not ready while PostgreSQL takes no writes', async () => {
    const database = new URL(system.database.url).pathname.slice(1);
    await run(`ALTER DATABASE ${database} SET default_transaction_read_only = on`);
    system.databaseProxy.cut();
    system.databaseProxy.restore();
    await eventually(async () =>
      expect(await ready()).toEqual({ status: 503, error: 'PostgreSQL is a standby, or read-only' }),
    );
    await run(`ALTER DATABASE ${database} RESET default_transaction_read_only`);
    await eventually(async () => expect((await ready()).status).toBe(200));
  });

  it('waits at boot for a migration that is under way', async () => {
    const holder = new Client({ connectionString: system.database.url });
    // The database may be dropped before it ends, should this test fail.
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query("BEGIN; SELECT pg_advisory_xact_lock(hashtext('sendstream migrations'))");
    const name = await newest();
    await forget(name);
    const said = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const boot = connect(dataSourceOptions(system.database.url, 1));
    await eventually(async () =>
      expect(said).toHaveBeenCalledWith(
        expect.objectContaining({ msg: 'the database is being migrated; waiting' }),
      ),
    );
    said.mockRestore();
    await record(name);
    await holder.end();
    await (await boot).destroy();
    expect(await migrate(system.database.url)).toEqual([]);
  });

  it('that was told to end says so, and still takes requests', async () => {
    system.api.get(Ending, { strict: false }).announce(1);
    const { body } = await request(system.url).get('/ready').expect(503);
    expect(body).toMatchObject({ ready: false, checks: { shutdown: { status: 'down' } } });
    await request(system.url).post('/api/v1/messages/send').send(SMS).expect(201);
  });
});
