import { parseEnv } from 'node:util';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { type ComposeService, services, toldBy } from '../../tools/src/images/testing/compose-file.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { root } from '../../tools/src/services/paths.js';
import { ImageProcess } from '../images/image-process.js';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { type BuiltStage, DockerfileReplay } from './dockerfile-replay.js';

const TARGETS = ['migrate', 'sandbox', 'api', 'processor'] as const;
type Target = (typeof TARGETS)[number];
const MINUTES = 60_000;

/** `docker compose --env-file docker/dev.env up --build`, as far as that goes without an engine. */
describe('the Dockerfile, step by step in a clean root', () => {
  const replay = new DockerfileReplay();
  const env = parseEnv(readFileSync(join(root, 'docker/dev.env'), 'utf8')) as Record<string, string>;
  const images = new Map<Target, BuiltStage>();
  const ports = new Map<string, string>();
  const running: ImageProcess[] = [];
  let database: TestDatabase;
  let redis: RedisForTest;

  beforeAll(async () => {
    replay.build('build');
    for (const target of TARGETS) images.set(target, replay.build(target));
    [database, redis] = await Promise.all([createEmptyDatabase(), RedisForTest.start()]);
    for (const target of [...TARGETS, 'smtp']) ports.set(target, String(await freePort()));
  }, 20 * MINUTES);
  afterAll(async () => {
    await Promise.all(running.map((process) => process.stop()));
    await redis?.stop();
    await database?.drop();
    replay.remove();
  });

  /** What compose tells the service; where it names a container, what stands in for it here. */
  function told(service: Target): Record<string, string> {
    const { hostname, port, username, pathname } = new URL(database.url);
    const own = toldBy(service, env);
    for (const [name, value] of Object.entries(own))
      own[name] = value.replace(
        /^http:\/\/(api|sandbox):\d+$/,
        (_, of: string) => `http://127.0.0.1:${ports.get(of)}`,
      );
    return {
      ...images.get(service)?.env,
      ...own,
      DATABASE_HOST: hostname,
      DATABASE_PORT: port,
      DATABASE_NAME: pathname.slice(1),
      DATABASE_USER: username,
      REDIS_URL: redis.url,
      PORT: ports.get(service) ?? '',
      PROCESSOR_PORT: ports.get(service) ?? '',
      SANDBOX_PORT: ports.get(service) ?? '',
      SANDBOX_SMTP_PORT: ports.get('smtp') ?? '',
    };
  }

  const run = (service: Target, command: string[]) =>
    ImageProcess.run(command, images.get(service)?.folder ?? '', told(service));

  it(
    'each service of docker-compose.yml comes up as its image says, and a message is delivered',
    async () => {
      const migration = run('migrate', images.get('migrate')?.command ?? []);
      expect([await migration.ended, migration.output]).toEqual([0, expect.stringContaining('up to date')]);
      for (const service of ['sandbox', 'api', 'processor'] as const) {
        const built = images.get(service) as BuiltStage;
        expect((services[service] as ComposeService).build?.target).toBe(service);
        const process = run(service, built.command);
        running.push(process);
        // The container's own check, until it is healthy.
        await eventually(async () => {
          expect([await run(service, built.healthcheck).ended, process.output]).toEqual([0, process.output]);
        }, MINUTES);
      }
      const api = `http://127.0.0.1:${ports.get('api')}/api/v1/messages`;
      const body = JSON.stringify({ ...SMS, type: 'sms' });
      const headers = { 'content-type': 'application/json' };
      const sent = await fetch(`${api}/send`, { method: 'POST', headers, body });
      const { id } = (await sent.json()) as { id: string };
      await eventually(async () => {
        const message = await fetch(`${api}/${id}`);
        expect(await message.json()).toMatchObject({ status: 'delivered' });
      }, MINUTES);
    },
    5 * MINUTES,
  );
});
