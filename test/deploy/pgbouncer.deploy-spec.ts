import { randomUUID } from 'node:crypto';
import type { App, AppProcess } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { sendstream } from '../support/sendstream-command.js';
import { createEmptyDatabase } from '../support/test-database.js';
import { migrateProcess } from './harness/migrate-process.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { PgBouncer } from './harness/pgbouncer.js';

const MESSAGES = 150;
/** What lets our settings pass, and drops them. */
const IGNORES = { ignore_startup_parameters: 'extra_float_digits,options', default_pool_size: '4' };

describe('behind PgBouncer in transaction mode', () => {
  const role = `app_${randomUUID().slice(0, 8)}`;
  const bouncers: PgBouncer[] = [];
  let system: DeployedSystem;
  let strict: PgBouncer;
  let lenient: PgBouncer;
  let canPrepare: boolean;

  beforeAll(async () => {
    system = await DeployedSystem.start();
    await system.database.pool.query(`CREATE ROLE ${role} LOGIN`);
    const { directory, database } = system;
    const roles = [new URL(database.url).username, role];
    strict = await PgBouncer.start(directory, database.url, roles);
    canPrepare = await PgBouncer.canPrepare();
    // 1.24 does by default.
    const preparesNothing: Record<string, string> = canPrepare ? { max_prepared_statements: '0' } : {};
    lenient = await PgBouncer.start(directory, database.url, roles, { ...IGNORES, ...preparesNothing });
    bouncers.push(strict, lenient);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(bouncers.map((bouncer) => bouncer.stop()));
    await system?.database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await system?.stop();
  });

  const running = async (variables: Record<string, string>): Promise<AppProcess[]> => {
    const apps: App[] = ['api', 'processor'];
    const started = await Promise.all(apps.map((app) => system.spawn(app, variables)));
    return Promise.all(started.map((process) => process.up()));
  };

  /** A load over these apps; they are stopped when all of it is done. */
  async function carries(apps: AppProcess[]): Promise<void> {
    const [api] = apps as [AppProcess];
    const since = new Date(Date.now() - 1_000);
    const load = new Load(system, new SeededChoices('pgbouncer'), { apis: () => [api], pauseMs: 5 });
    await load.accepts(MESSAGES);
    await load.stop();
    expect([...load.refused]).toEqual([]);
    await expectExactlyOnce(system, load, since);
    expect(await api.readiness()).toBe(200);
    await Promise.all(apps.map((app) => app.stop(60_000)));
  }

  it('as it is set up by default the boot ends at once, and names what it refuses and what to do', async () => {
    const api = await system.spawn('api', { DATABASE_URL: strict.urlOf(system.database.url) });
    expect(await api.exited).toBe(1);
    // 1.20 and later name the first of our settings instead.
    expect(api.log).toMatch(/refuses "(options|enable_\w+)"/);
    expect(api.log).toContain('DATABASE_SESSION_SETTINGS=false');
  }, 60_000);

  it('that drops our settings it says so, and lost preparations are done again', async () => {
    const apps = await running({ DATABASE_URL: lenient.urlOf(system.database.url) });
    const logs = apps.map((app) => app.log).join('\n');
    expect(logs).toMatch(/sessions did not get these settings.*enable_hashjoin/);
    await carries(apps);
    expect(apps.map((app) => app.log).join('\n')).toContain('a pooler lost a prepared statement');
  }, 180_000);

  it('that prepares statements itself, as 1.21 and later can, none is lost', async () => {
    if (!canPrepare) {
      process.stderr.write('this PgBouncer is older than 1.21: not tried (PGBOUNCER_BIN names another)\n');
      return;
    }
    const settings = { ...IGNORES, max_prepared_statements: '200' };
    const { directory, database } = system;
    const bouncer = await PgBouncer.start(
      directory,
      database.url,
      [new URL(database.url).username],
      settings,
    );
    bouncers.push(bouncer);
    const apps = await running({ DATABASE_URL: bouncer.urlOf(database.url) });
    await carries(apps);
    expect(apps.map((app) => app.log).join('\n')).not.toContain('lost a prepared statement');
  }, 180_000);

  it('a role that may only read and write rows, with settings of its own, carries all', async () => {
    const made = await sendstream(['database-role', role, '--apply'], { DATABASE_URL: system.database.url });
    expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining('enable_seqscan') as string });
    const apps = await running({
      DATABASE_URL: strict.urlOf(system.database.url, role),
      DATABASE_SESSION_SETTINGS: 'false',
      DATABASE_PREPARED_STATEMENTS: 'false',
    });
    await carries(apps);
    const logs = apps.map((app) => app.log).join('\n');
    expect(logs).not.toMatch(/did not get|lost a prepared|MaxListeners| ERROR /);
  }, 180_000);

  it('three migrations at once over a pool of two end well, and leave no lock', async () => {
    const empty = await createEmptyDatabase();
    const bouncer = await PgBouncer.start(system.directory, empty.url, [new URL(empty.url).username], {
      ...IGNORES,
      default_pool_size: '2',
    });
    bouncers.push(bouncer);
    const url = bouncer.urlOf(empty.url);
    const ends = await Promise.all([1, 2, 3].map(() => migrateProcess({ DATABASE_URL: url })));
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(ends.filter(({ output }) => output.includes('Applied'))).toHaveLength(1);
    const locks = await empty.pool.query(
      "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database() WHERE locktype = 'advisory'",
    );
    expect(locks.rowCount).toBe(0);
    await bouncer.stop();
    await empty.drop();
  }, 120_000);
});
