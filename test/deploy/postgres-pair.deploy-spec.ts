import type { AppProcess } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { eventually } from '../support/eventually.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { PostgresPair } from './harness/postgres-pair.js';

const PATIENCE_MS = 60_000;
/** A call whose outcome could not be written is taken over when its lease of a minute has ended, and then looked up. */
const TAKEN_OVER_MS = 120_000;
const MESSAGES = 80;

describe('on a PostgreSQL with TLS and a standby', () => {
  let pair: PostgresPair;
  let system: DeployedSystem;

  beforeAll(async () => {
    pair = await PostgresPair.start();
    system = await DeployedSystem.start(pair.database());
  }, 180_000);
  afterAll(() => system?.stop());

  const spawned = (address: string): Promise<AppProcess> =>
    system.spawn('api', { DATABASE_URL: address, LOG_LEVEL: 'warn' });
  const first = (parameters: string) => `${pair.first.url}?${parameters}`;

  it.each([
    ['verify-full', () => `sslmode=verify-full&sslrootcert=${pair.certificateFile}`],
    ['no-verify', () => 'sslmode=no-verify'],
    ["libpq's require", () => 'uselibpqcompat=true&sslmode=require'],
  ])(
    'it connects with sslmode=%s, and with settings of the address beside ours',
    async (_, parameters) => {
      const api = await spawned(first(`${parameters()}&options=-c%20work_mem%3D5MB`));
      await api.up();
      const sessions = await system.database.pool.query(
        `SELECT bool_and(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'sendstream'`,
      );
      expect(sessions.rows).toEqual([{ ssl: true }]);
      expect(api.log).not.toContain('did not get');
      await api.stop();
    },
    PATIENCE_MS,
  );

  it.each([
    ['a certificate of nobody', () => 'sslmode=verify-full', /self.signed certificate/],
    ['the same, as the driver has require', () => 'sslmode=require', /self.signed certificate/],
    [
      'a file that is not there',
      () => 'sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
      /\/nowhere\/ca\.pem/,
    ],
  ])(
    'the boot ends at once with %s, and says so',
    async (_, parameters, words) => {
      const api = await spawned(first(parameters()));
      expect(await api.exited).toBe(1);
      expect(api.log).toMatch(words);
    },
    PATIENCE_MS,
  );

  it('a standby is told at boot, and is not ready until it is promoted; who knows both goes on with it', async () => {
    const since = new Date(Date.now() - 1_000);
    const both = { DATABASE_URL: pair.urlOfBoth('?target_session_attrs=read-write') };
    const [atStandby, api, processor] = await Promise.all([
      spawned(pair.standby.url),
      system.spawn('api', both),
      system.spawn('processor', both),
    ]);
    await Promise.all([atStandby, api, processor].map((process) => process.up()));
    expect(atStandby.log).toContain('PostgreSQL is a standby');
    expect(await atStandby.readiness()).toBe(503);
    expect(await api.readiness()).toBe(200);

    const load = new Load(system, new SeededChoices('standby'), { apis: () => [api], pauseMs: 5 });
    await load.accepts(MESSAGES);
    await load.stop();
    await expectExactlyOnce(system, load, since);
    await pair.failOver();
    await eventually(async () => expect(await atStandby.readiness()).toBe(200), PATIENCE_MS);
    await eventually(async () => expect(await api.readiness()).toBe(200), PATIENCE_MS);

    const after = new Load(system, new SeededChoices('promoted'), { apis: () => [api], pauseMs: 5 });
    await after.accepts(MESSAGES);
    await after.stop();
    await expectExactlyOnce(
      system,
      {
        ...after,
        accepted: new Map([...load.accepted, ...after.accepted]),
        describe: () => after.describe(),
      },
      since,
      { withinMs: TAKEN_OVER_MS },
    );
  }, 300_000);
});
