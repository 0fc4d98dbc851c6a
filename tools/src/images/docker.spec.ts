import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { ApiSettings, ProcessorSettings, type ServiceSettings, type SettingsClass } from '#config';
import { accountsAndRoutes, loadServiceSettings } from '#providers';
import { root } from '../services/paths.js';
import { IMAGES } from './images.js';
import { services, toldBy } from './testing/compose-file.js';
import { dockerfileStages } from './testing/dockerfile.js';

const secret = () => randomBytes(24).toString('base64');
const publicKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const devEnv = parseEnv(read('docker/dev.env')) as Record<string, string>;

const stages = dockerfileStages();
const linesOf = (stage: string) =>
  (stages.get(stage)?.instructions ?? []).map(({ word, rest }) => `${word} ${rest}`);

describe('docker-compose.yml', () => {
  it('has the whole system, the sandbox only under the profile dev, and who watches it under observe', () => {
    const under = (profile: string | undefined) =>
      Object.keys(services)
        .filter((name) => services[name]?.profiles?.join() === profile)
        .sort();
    expect(under(undefined)).toEqual(['api', 'migrate', 'postgres', 'processor', 'redis']);
    expect(under('dev')).toEqual(['sandbox']);
    expect(under('observe')).toEqual(['alertmanager', 'grafana', 'node-exporter', 'prometheus']);
    expect(Object.keys(services)).toHaveLength(10);
  });

  it('lets who watches it start with files that there are, of fixed versions, for this machine alone', () => {
    for (const { profiles, image = '', ports = [], volumes = [] } of Object.values(services)) {
      if (!profiles?.includes('observe')) continue;
      expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
      for (const [from = ''] of volumes.map((volume) => volume.split(':')))
        if (from.startsWith('./')) expect([from, existsSync(join(root, from))]).toEqual([from, true]);
    }
  });

  it('has Prometheus and Grafana know each other, and Prometheus the apps', () => {
    const { datasources } = parse(read('ops/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string; url: string }[];
    };
    expect(datasources[0]).toMatchObject({ uid: 'sendstream-prometheus', url: 'http://prometheus:9090' });
    const { scrape_configs: scraped } = parse(read('ops/prometheus/prometheus.yml')) as {
      scrape_configs: { dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const found = scraped.flatMap(({ dns_sd_configs: each }) => each);
    const [api, processor] = [toldBy('api', {}), toldBy('processor', {})];
    expect(found).toMatchObject([
      { names: ['api'], port: Number(api.OPERATIONS_PORT) },
      { names: ['processor'], port: Number(processor.PROCESSOR_PORT) },
      { names: ['node-exporter'], port: 9100 },
    ]);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(found.flatMap(({ names }) => names)));
    // On no port of the host.
    expect(services.api?.ports?.join()).not.toContain(String(api.OPERATIONS_PORT));
  });

  it('keeps queues on disk and evicts nothing', () => {
    expect(services.redis?.command?.join(' ')).toBe(
      'redis-server --appendonly yes --maxmemory-policy noeviction',
    );
  });

  it('migrates once, before the apps start', () => {
    expect(services.migrate?.restart).toBe('no');
    for (const app of ['api', 'processor']) {
      expect(services[app]?.depends_on?.migrate).toEqual({ condition: 'service_completed_successfully' });
    }
  });

  it('lets the processor be scaled: no name and no port of its own', () => {
    expect(services.processor?.container_name).toBeUndefined();
    expect(services.processor?.ports).toBeUndefined();
  });

  it('builds only targets that the Dockerfile has', () => {
    const targets = Object.values(services).flatMap(({ build }) => (build ? [build.target] : []));
    expect(targets.sort()).toEqual(['api', 'migrate', 'processor', 'sandbox']);
    expect([...stages.keys()]).toEqual(expect.arrayContaining(targets));
  });

  it('gives the apps settings they accept: with the sandbox as they are, in production once theirs are set', () => {
    const apps: [string, SettingsClass<ServiceSettings>][] = [
      ['api', ApiSettings],
      ['processor', ProcessorSettings],
    ];
    for (const [service, settings] of apps) {
      const { accounts } = accountsAndRoutes(loadServiceSettings(settings, toldBy(service, devEnv)));
      expect(accounts[0]?.settings.baseUrl).toBe('http://sandbox:8082');
      expect(() => loadServiceSettings(settings, toldBy(service, { POSTGRES_PASSWORD: 'x' }))).toThrow(
        /PUBLIC_URL must be set in production/,
      );
      const own = {
        TWILIO_ACCOUNT_SID: 'AC1',
        TWILIO_AUTH_TOKEN: secret(),
        SENDGRID_API_KEY: 'SG.x',
        WEBHOOK_SIGNING_SECRET: `whsec_${secret()}`,
      };
      const set = {
        PUBLIC_URL: 'https://example.com',
        SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey(),
        UNSUBSCRIBE_SECRET: secret(),
        POSTGRES_PASSWORD: 'x',
      };
      expect(loadServiceSettings(settings, { ...own, ...toldBy(service, set) }).isProduction).toBe(true);
    }
  });
});

it.each(['ab/cd+ef==', 'ab#cd', 'p%ss', `'"\\:@?&`])('%s is a password that compose hands on', (password) => {
  const told = { ...toldBy('api', { ...devEnv, POSTGRES_PASSWORD: password }) };
  expect(toldBy('migrate', { POSTGRES_PASSWORD: password }).DATABASE_PASSWORD).toBe(password);
  // An address that `.env` has for a checkout is not that of the container.
  const { databaseUrl } = loadServiceSettings(ApiSettings, { DATABASE_URL: 'postgres://other', ...told });
  const address = new URL(databaseUrl);
  expect(decodeURIComponent(address.password)).toBe(password);
  expect([address.username, address.host, address.pathname]).toEqual([
    'postgres',
    'postgres:5432',
    '/sendstream',
  ]);
});

describe('Dockerfile', () => {
  it('has a target for each image, all of one Node, and runs no install script', () => {
    const targets = [...stages.keys()].filter((name) => !['build', 'runtime'].includes(name));
    expect(targets.sort()).toEqual(Object.keys(IMAGES).sort());
    expect(new Set([...stages.values()].map(({ base }) => base)).size).toBe(1);
    const installs = [...stages.keys()].flatMap(linesOf).filter((line) => /npm (ci|install)/.test(line));
    expect(installs).toEqual([expect.stringContaining('--ignore-scripts')]);
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  });

  it.each(['api', 'processor', 'sandbox'])('%s: its own files, not root, health-checked', (app) => {
    const lines = linesOf(app);
    expect(lines).toContainEqual('USER node');
    expect(lines).toContainEqual('ENV NODE_ENV=production');
    expect(lines).toContainEqual(expect.stringMatching(/^HEALTHCHECK .*\/(health|live)'/));
    expect(lines.filter((line) => /^(COPY|ADD|RUN)/.test(line))).toEqual([
      `COPY --from=build /images/${app} ./`,
    ]);
    expect(lines.at(-1)).toBe(`CMD ["node", "dist/apps/${app}/src/main.js"]`);
  });

  it('migrate: runs the migration, not as root', () => {
    expect(linesOf('migrate')).toContainEqual('USER node');
    expect(linesOf('migrate').at(-1)).toBe('CMD ["sendstream", "migrate"]');
  });
});
