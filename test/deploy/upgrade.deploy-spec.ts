import { type App, type AppProcess, type Build, THIS_BUILD } from '../faults/harness/app-process.js';
import { expectExactlyOnce } from '../faults/harness/expect-exactly-once.js';
import { unfinished } from '../faults/harness/final-state.js';
import { Load } from '../faults/harness/load.js';
import { SeededChoices } from '../faults/harness/seeded-choices.js';
import { createEmptyDatabase } from '../support/test-database.js';
import { DeployedSystem } from './harness/deployed-system.js';
import { lastRelease, versionBeforeMigration } from './harness/earlier-builds.js';
import { migrateProcess } from './harness/migrate-process.js';

const PATIENCE_MS = 60_000;
/** Messages in each state of an upgrade. */
const ENOUGH = 60;
/** All that a client without a balancer may see while an api is replaced: nobody listens. */
const UNREACHABLE = 'TypeError';

/** Two apis and two processors of an earlier version on its own schema, and clients that never stop. */
class Upgrade {
  readonly since = new Date(Date.now() - PATIENCE_MS);
  load: Load | undefined;

  private constructor(
    readonly system: DeployedSystem,
    readonly from: Build,
  ) {}

  /** `from`: what its processes are run from. */
  static async of(from: Build): Promise<Upgrade> {
    return new Upgrade(await DeployedSystem.start(await createEmptyDatabase()), from);
  }

  async begin(choices: SeededChoices): Promise<void> {
    await this.migrate(this.from);
    const apps: App[] = ['api', 'api', 'processor', 'processor'];
    const started = await Promise.all(apps.map((app) => this.system.spawn(app, {}, { build: this.from })));
    await Promise.all(started.map((process) => process.up()));
    const apis = () => this.all('api').filter(({ running }) => running);
    this.load = new Load(this.system, choices, { apis, pauseMs: 10 });
    await this.accepts();
  }

  /** Up and back again, with messages in each state. */
  async sideBySide(): Promise<void> {
    await this.migrate(THIS_BUILD);
    await this.accepts();
    await this.change('processor', THIS_BUILD);
    await this.change('api', THIS_BUILD);
    await this.change('api', this.from);
    await this.change('processor', this.from);
  }

  /** As {@link sideBySide}, but that its apis end before, and do not come back. */
  async withoutEarlierApis(): Promise<void> {
    for (const api of this.all('api')) await this.end(api);
    await this.migrate(THIS_BUILD);
    for (const api of this.all('api')) await this.system.replace(api, THIS_BUILD);
    await this.accepts();
    await this.change('processor', THIS_BUILD);
    await this.change('processor', this.from);
  }

  private async migrate(build: Build): Promise<void> {
    const end = await migrateProcess({ DATABASE_URL: this.system.database.url }, build);
    expect(end).toMatchObject({ code: 0 });
  }

  /** One after the other, with messages while both versions run beside each other. */
  private async change(app: App, build: Build): Promise<void> {
    for (const process of this.all(app)) {
      await this.end(process);
      await this.system.replace(process, build);
      await this.accepts();
    }
  }

  private async end(process: AppProcess): Promise<void> {
    expect(await process.stop(PATIENCE_MS)).toBe(0);
  }

  private all(app: App): AppProcess[] {
    return this.system.processes.filter((process) => process.app === app);
  }

  private async accepts(): Promise<void> {
    await this.load?.accepts(ENOUGH).catch(async (error: Error) => {
      throw new Error(`${error.message}\n${await unfinished(this.system)}\n${this.log}`);
    });
  }

  private get log(): string {
    return this.system.processes.map((process) => process.log).join('\n');
  }

  async judge(): Promise<void> {
    await this.load?.stop();
    expect([...(this.load?.refused.keys() ?? [])].filter((why) => why !== UNREACHABLE)).toEqual([]);
    await expectExactlyOnce(this.system, this.load as Load, this.since);
  }
}

/** Released before migrations had to leave what the version before needs: its apis name an index that is no more. */
const BEFORE_THE_RULE: readonly string[] = ['0.1.0'];

describe('an upgrade under load, in the order of docs/operations/upgrades.md', () => {
  let upgrade: Upgrade | undefined;
  afterEach(() => upgrade?.system.stop());

  it('from a version that keeps the rule "expand, then contract": old and new beside each other, and the way back', async () => {
    const earlier = await versionBeforeMigration('10-statistics');
    upgrade = await Upgrade.of(earlier);
    await upgrade.begin(new SeededChoices('upgrade'));
    await upgrade.sideBySide();
    await upgrade.judge();
  }, 900_000);

  it('from the last release: beside it, or beside its processors where its apis are older than the rule', async () => {
    const release = await lastRelease();
    upgrade = await Upgrade.of(release);
    await upgrade.begin(new SeededChoices('last release'));
    if (BEFORE_THE_RULE.includes(release.version)) await upgrade.withoutEarlierApis();
    else await upgrade.sideBySide();
    await upgrade.judge();
  }, 900_000);
});
