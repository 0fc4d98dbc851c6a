import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#config';
import { hashOfApiKey, hintOfApiKey, newApiKeySecret } from '#entities';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { RedisForTest } from '../../libs/queue/src/testing/redis-for-test.js';
import { allPackages, isForProduction } from '../../tools/src/images/bill-of-materials.js';
import { type ImageName, IMAGES } from '../../tools/src/images/images.js';
import { ModuleGraph } from '../../tools/src/images/module-graph.js';
import { writeImage } from '../../tools/src/images/write-image.js';
import { freePort } from '../../tools/src/services/free-port.js';
import { LedgerProvider } from '../faults/harness/ledger-provider.js';
import { SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database.js';
import { ImageProcess } from './image-process.js';
import { productionSettings } from './production-settings.js';

const MAX_MEGABYTES = 40;
const PASSWORD = 'ab/cd+#p%ss?@:';
const names = Object.keys(IMAGES) as ImageName[];

let images: string;
let database: TestDatabase;
let role: string;
let redis: RedisForTest;
let provider: LedgerProvider;
let settings: Record<string, string>;
const bill = allPackages();
const running: ImageProcess[] = [];

beforeAll(async () => {
  images = mkdtempSync(join(tmpdir(), 'sendstream-images-'));
  const graph = await ModuleGraph.from(Object.values(IMAGES).flatMap(({ programs }) => programs));
  for (const name of names) writeImage(name, graph, bill, join(images, name));

  [database, redis] = await Promise.all([createEmptyDatabase(), RedisForTest.start()]);
  const identity = selfSigned(12);
  writeFileSync(join(images, 'provider.pem'), identity.cert);
  provider = await LedgerProvider.start(identity);
  await redis.redis.config('SET', 'requirepass', PASSWORD);
  const { hostname, port, pathname } = new URL(database.url);
  role = pathname.slice(1);
  await database.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`);
  await database.pool.query(`ALTER DATABASE ${role} OWNER TO ${role}`);
  settings = {
    ...productionSettings(),
    DATABASE_HOST: hostname,
    DATABASE_PORT: port,
    DATABASE_NAME: role,
    DATABASE_USER: role,
    DATABASE_PASSWORD: PASSWORD,
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD: PASSWORD,
    TWILIO_BASE_URL: provider.url,
    SENDGRID_BASE_URL: provider.url,
    NODE_EXTRA_CA_CERTS: join(images, 'provider.pem'),
  };
}, 180_000);
afterAll(async () => {
  await Promise.all(running.map((process) => process.stop()));
  await redis.stop();
  await provider.down();
  await database.pool.query(
    `REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`,
  );
  await database.drop();
  rmSync(images, { recursive: true });
});

/** Starts the app of an image as its CMD does; answers where it is, once it answers at `path`. */
async function start(
  name: 'api' | 'processor' | 'sandbox',
  path: string,
  own: Record<string, string>,
): Promise<string> {
  const port = own.PORT ?? String(await freePort());
  const [program] = IMAGES[name].programs;
  const ports = { PORT: port, PROCESSOR_PORT: port, SANDBOX_PORT: port };
  const process = ImageProcess.run(['node', program as string], join(images, name), {
    ...settings,
    ...ports,
    ...own,
  });
  running.push(process);
  const url = `http://127.0.0.1:${port}`;
  await process.answersAt(url + path);
  return url;
}

/** A key of the API; in an installation `sendstream api-key create` makes it. */
async function newKey(): Promise<string> {
  const secret = newApiKeySecret();
  await database.pool.query(
    'INSERT INTO api_keys (id, name, key_hash, hint, scopes) VALUES ($1, $2, $3, $4, $5)',
    [newId(), 'images', hashOfApiKey(secret), hintOfApiKey(secret), ['send', 'read']],
  );
  return secret;
}

describe('the files of an image', () => {
  const filesOf = (name: ImageName) =>
    readdirSync(join(images, name), { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(join(images, name, file)).isFile(),
    );

  it.each(names)('%s: few, and none that only a developer needs', (name) => {
    const files = filesOf(name);
    const bytes = files.reduce((sum, file) => sum + statSync(join(images, name, file)).size, 0);
    expect(bytes / 1e6).toBeLessThan(MAX_MEGABYTES);
    expect(
      files.filter((file) => /\.(map|ts|tsx)$|\.spec\.js$|\/typescript\/|@scarf|\.node$/.test(file)),
    ).toEqual([]);
    const apps = files.flatMap((file) => /^dist\/apps\/(\w+)\/src\/main\.js$/.exec(file)?.[1] ?? []);
    expect(apps).toEqual(name === 'migrate' ? [] : [name]);
  });

  it.each(names)('%s: a bill of materials names each package, and none of development', (name) => {
    const text = readFileSync(join(images, name, 'sbom.cdx.json'), 'utf8');
    const { components } = JSON.parse(text) as typeof bill;
    expect(components.filter((each) => !isForProduction(each))).toEqual([]);
    const held = filesOf(name).flatMap((file) => {
      const [, modules = ''] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file) ?? [];
      if (modules === '') return [];
      const { name: of, version } = JSON.parse(
        readFileSync(join(images, name, file), 'utf8'),
      ) as (typeof components)[0];
      return `${of}@${version}`;
    });
    expect(new Set(components.map((each) => `${each.name}@${each.version}`))).toEqual(new Set(held));
    expect(held.length).toBeGreaterThan(100);
  });
});

it('the images are a whole system, with passwords of any character', async () => {
  const migration = ImageProcess.run(['sendstream', 'migrate'], join(images, 'migrate'), settings);
  expect([await migration.ended, migration.output]).toEqual([
    0,
    expect.stringMatching(/^Applied .*\nThe database is up to date\.\n$/s),
  ]);
  const key = await newKey();
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const own = { PUBLIC_URL: url, PORT: port };
  const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: url };
  const [api] = await Promise.all([
    start('api', '/live', own),
    start('processor', '/live', { PUBLIC_URL: url, ...otlp }),
    start('sandbox', '/health', { NODE_ENV: 'development', SANDBOX_SMTP_PORT: String(await freePort()) }),
  ]);

  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ ...SMS, type: 'sms' });
  const sent = await fetch(`${api}/api/v1/messages/send`, { method: 'POST', headers, body });
  const { id } = (await sent.json()) as { id: string };
  await eventually(async () => {
    const answer = await fetch(`${api}/api/v1/messages/${id}`, { headers });
    expect(await answer.json()).toMatchObject({ status: 'sent' });
  });

  for (const path of [
    '/console/',
    '/docs/',
    '/docs/swagger-ui-bundle.js',
    '/docs/swagger-ui.css',
    '/openapi.json',
  ])
    expect([path, (await fetch(api + path)).status]).toEqual([path, 200]);
  expect(await Promise.all(running.splice(0).map((process) => process.stop()))).toEqual([0, 0, 0]);
}, 180_000);
