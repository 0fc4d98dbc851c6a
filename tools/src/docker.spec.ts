import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { ApiSettings, ProcessorSettings, type ServiceSettings, type SettingsClass } from '#config';
import { accountsAndRoutes, loadServiceSettings } from '#providers';
import { root } from './services/paths.js';

interface ComposeService {
  build?: { target: string };
  command?: string[];
  container_name?: string;
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  ports?: string[];
  profiles?: string[];
  image?: string;
  restart?: string;
  volumes?: string[];
}

const secret = () => randomBytes(24).toString('base64');
const publicKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
};
const devEnv = parseEnv(read('docker/dev.env')) as Record<string, string>;

/** What compose makes of `${NAME:-default}` and `${NAME:?message}`. */
function interpolated(service: string, env: Record<string, string>): Record<string, string> {
  const entries = Object.entries(services[service]?.environment ?? {}).map(([name, value]) => [
    name,
    value.replace(
      /\$\{(\w+):[-?]([^}]*)\}/g,
      (_, variable: string, fallback: string) => env[variable] || fallback,
    ),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The Dockerfile's lines by stage, each stage after the lines of the one it is made from. */
function stages(): Map<string, string[]> {
  const all = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of read('Dockerfile').replaceAll('\\\n', ' ').split('\n')) {
    const from = /^FROM (\S+) AS (\S+)$/.exec(line);
    if (from) {
      current = [...(all.get(from[1] ?? '') ?? [])];
      all.set(from[2] ?? '', current);
    } else if (line !== '' && !line.startsWith('#')) current.push(line);
  }
  return all;
}

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
      scrape_configs: { dns_sd_configs: { names: string[] }[] }[];
    };
    const names = scraped.flatMap(({ dns_sd_configs: found }) => found.flatMap((each) => each.names));
    expect(names).toEqual(['api', 'processor', 'node-exporter']);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(names));
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
    expect([...stages().keys()]).toEqual(expect.arrayContaining(targets));
  });

  it('gives the apps settings they accept: with the sandbox as they are, in production once theirs are set', () => {
    const apps: [string, SettingsClass<ServiceSettings>][] = [
      ['api', ApiSettings],
      ['processor', ProcessorSettings],
    ];
    for (const [service, settings] of apps) {
      const { accounts } = accountsAndRoutes(loadServiceSettings(settings, interpolated(service, devEnv)));
      expect(accounts[0]?.settings.baseUrl).toBe('http://sandbox:8082');
      expect(() => loadServiceSettings(settings, interpolated(service, { POSTGRES_PASSWORD: 'x' }))).toThrow(
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
      expect(loadServiceSettings(settings, { ...own, ...interpolated(service, set) }).isProduction).toBe(
        true,
      );
    }
  });
});

describe('Dockerfile', () => {
  it.each(['api', 'processor', 'sandbox'])(
    '%s: not root, health-checked, without development packages',
    (app) => {
      const lines = stages().get(app) ?? [];
      expect(lines).toContainEqual('USER node');
      expect(lines).toContainEqual(expect.stringMatching(/^HEALTHCHECK .*\/(health|live)'/));
      expect(lines).toContainEqual(expect.stringContaining('npm ci --omit=dev'));
      expect(lines.at(-1)).toBe(`CMD ["node", "dist/apps/${app}/src/main.js"]`);
    },
  );

  it('migrate: runs the migration, not as root', () => {
    expect(stages().get('migrate')).toContainEqual('USER node');
    expect(stages().get('migrate')?.at(-1)).toBe('CMD ["sendstream", "migrate"]');
  });
});
