import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { selfSigned } from '../../libs/http/src/testing/self-signed.js';
import { AppProcess } from '../faults/harness/app-process.js';
import { reaches, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { clusterSettings } from '../support/redis-cluster.js';
import { RedisProcess } from '../support/redis-process.js';
import { RunningSystem } from '../support/running-system.js';
import { RULES_OF_REDIS_PAGE } from './harness/acl-rules.js';

const WITHIN_MS = 60_000;
const PASSWORD = 'a/b+c==#d%e';

let system: RunningSystem;
let directory: string;
const servers: RedisProcess[] = [];
const processes: AppProcess[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'redis-access-'));
  system = await RunningSystem.start();
}, WITHIN_MS);
afterAll(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await system?.stop();
  await Promise.all(servers.map((each) => each.stop()));
  await rm(directory, { recursive: true, force: true });
});

async function server(...args: Parameters<typeof RedisProcess.start>): Promise<RedisProcess> {
  const [settings, options] = args;
  const started = await RedisProcess.start({ bind: '127.0.0.1', save: '""', ...settings }, options);
  servers.push(started);
  return started;
}

/** A message goes through an api and a processor with these settings. */
async function delivers(variables: Record<string, string>): Promise<void> {
  const url = await system.startApi(variables);
  const processor = await system.startProcessor(variables);
  try {
    const { body } = await request(url).get('/ready');
    expect(body.checks.redis).toEqual({ status: 'up', connected: true });
    const { id } = await send(url);
    await reaches(url, id, 'delivered', WITHIN_MS);
  } finally {
    await processor.close();
  }
}

/** A processor of its own, which waits for Redis and says why. */
async function waits(variables: Record<string, string>, why: RegExp): Promise<void> {
  const processor = await AppProcess.spawn('processor', {
    ...system.variables,
    LOG_LEVEL: 'warn',
    ...variables,
  });
  processes.push(processor);
  await processor.up();
  for (let round = 0; round < 3; round += 1)
    await eventually(async () => {
      const response = await fetch(`${processor.url}/ready`);
      expect(response.status).toBe(503);
      expect(await response.text()).toMatch(why);
    }, WITHIN_MS);
  expect(processor.running).toBe(true);
  expect(processor.log).toMatch(why);
}

describe('Redis over TLS', () => {
  const ofServer = selfSigned(2);
  const ofClient = selfSigned(2);
  let redis: RedisProcess;
  const file = (name: string) => join(directory, name);
  const url = () => `rediss://127.0.0.1:${redis.port}`;
  const trusted = () => ({ REDIS_URL: url(), REDIS_TLS_CA_FILE: file('server.pem') });
  beforeAll(async () => {
    const files = {
      'server.pem': ofServer.cert,
      'server.key': ofServer.key,
      'client.pem': ofClient.cert,
      'client.key': ofClient.key,
    };
    for (const [name, text] of Object.entries(files)) await writeFile(file(name), text);
    redis = await server(
      {
        'tls-cert-file': file('server.pem'),
        'tls-key-file': file('server.key'),
        'tls-ca-cert-file': file('client.pem'),
        'tls-auth-clients': 'yes',
      },
      { tls: { ca: ofServer.cert, cert: ofClient.cert, key: ofClient.key } },
    );
  });

  it(
    'is reached with a certificate in files',
    async () => {
      await delivers({
        ...trusted(),
        REDIS_TLS_CERT_FILE: file('client.pem'),
        REDIS_TLS_KEY_FILE: file('client.key'),
      });
    },
    2 * WITHIN_MS,
  );

  it(
    'is reached with a certificate in settings',
    async () => {
      const oneLine = (pem: string) => pem.replaceAll('\n', '\\n');
      await delivers({
        REDIS_URL: url(),
        REDIS_TLS_CA: oneLine(ofServer.cert),
        REDIS_TLS_CERT: oneLine(ofClient.cert),
        REDIS_TLS_KEY: oneLine(ofClient.key),
      });
    },
    2 * WITHIN_MS,
  );

  it(
    'is waited for, and named, when it refuses us for want of a certificate',
    async () => {
      await waits(trusted(), /certificate/);
    },
    2 * WITHIN_MS,
  );

  it(
    'is waited for, and named, when its certificate is not believed',
    async () => {
      await waits({ REDIS_URL: url() }, /self-signed certificate/);
    },
    2 * WITHIN_MS,
  );
});

describe('a cluster over TLS', () => {
  it(
    'is reached as one server is',
    async () => {
      const identity = selfSigned(2);
      const [certFile, keyFile] = [join(directory, 'node.pem'), join(directory, 'node.key')];
      await Promise.all([writeFile(certFile, identity.cert), writeFile(keyFile, identity.key)]);
      const node = await server(
        {
          ...(await clusterSettings()),
          'tls-cluster': 'yes',
          'tls-cert-file': certFile,
          'tls-key-file': keyFile,
          'tls-ca-cert-file': certFile,
          'tls-auth-clients': 'no',
        },
        { tls: { ca: identity.cert } },
      );
      await node.redis.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383);
      await eventually(async () =>
        expect(await node.redis.call('CLUSTER', 'INFO')).toContain('cluster_state:ok'),
      );
      await delivers({
        REDIS_URL: `rediss+cluster://127.0.0.1:${node.port}`,
        REDIS_TLS_CA_FILE: certFile,
        REDIS_KEY_PREFIX: 'ours:',
      });
      expect(await node.redis.exists('ours:{message_queue:sms}')).toBe(1);
    },
    2 * WITHIN_MS,
  );
});

describe('a user of Redis', () => {
  let redis: RedisProcess;
  const as = (user: string, password: string) => ({
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    REDIS_USER: user,
    REDIS_PASSWORD: password,
    REDIS_KEY_PREFIX: 'sendstream:',
  });
  beforeAll(async () => {
    redis = await server({ requirepass: 'of-the-test' }, { password: 'of-the-test' });
    await redis.redis.call('ACL', 'SETUSER', 'sendstream', 'on', `>${PASSWORD}`, ...RULES_OF_REDIS_PAGE);
  });

  it(
    'may do with the rules of docs/redis.md all that is done, under a prefix',
    async () => {
      await delivers(as('sendstream', PASSWORD));
      const keys = await redis.redis.keys('*');
      expect(keys).toContain('sendstream:message_queue:sms');
      expect(keys.filter((key) => !key.startsWith('sendstream:'))).toEqual([]);
      const denied = (await redis.redis.call('ACL', 'LOG')) as unknown[][];
      expect(denied.map((entry) => String(entry[7]))).toEqual([]);
    },
    2 * WITHIN_MS,
  );

  it(
    'with another password is told WRONGPASS',
    async () => {
      await waits(as('sendstream', 'another'), /WRONGPASS/);
      const api = await system.startApi(as('sendstream', 'another'));
      await eventually(async () => {
        const { body } = await request(api).get('/ready').expect(200);
        expect(body.checks.redis).toMatchObject({
          status: 'down',
          error: expect.stringContaining('WRONGPASS') as string,
        });
      });
    },
    2 * WITHIN_MS,
  );

  it(
    'that may not do enough is told NOPERM',
    async () => {
      await redis.redis.call('ACL', 'SETUSER', 'reader', 'on', '>reads', '~*', '+@read', '+@connection');
      await waits(as('reader', 'reads'), /NOPERM/);
    },
    2 * WITHIN_MS,
  );
});

it(
  'a Redis that is there over IPv6 alone is reached',
  async () => {
    const redis = await server({ bind: '::1' }, { host: '::1' });
    await delivers({ REDIS_URL: `redis://[::1]:${redis.port}` });
  },
  2 * WITHIN_MS,
);
