import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiSettings, loadSettings, ProcessorSettings, type SettingsClass } from '#config';
import { listenAt } from '#observability';
import { once } from 'node:events';
import { connect } from 'node:net';
import request from 'supertest';
import { createApi } from '../../apps/api/src/create-api.js';
import { createProcessor } from '../../apps/processor/src/create-processor.js';
import { SandboxSettings } from '../../apps/sandbox/src/sandbox-settings.js';
import { startSandbox } from '../../apps/sandbox/src/start-sandbox.js';
import { send } from '../support/client.js';
import { portOf, RunningSystem } from '../support/running-system.js';

let system: RunningSystem;
let processor: string;
const opened: NestExpressApplication[] = [];

beforeAll(async () => {
  system = await RunningSystem.start();
  processor = await portOf(await system.startProcessor());
});
afterAll(async () => {
  for (const app of opened) await app.close();
  await system.stop();
});

const settingsOf = <T extends object>(type: SettingsClass<T>, variables: Record<string, string>): T =>
  loadSettings(type, { ...system.variables, NODE_ENV: 'development', ...variables });

/** An app as its main.ts opens it; answers the address it listens on, and where to call it. */
async function open(app: NestExpressApplication, settings: ApiSettings | ProcessorSettings) {
  await listenAt(app, 0, settings);
  opened.push(app);
  const { address, port } = app.getHttpServer().address() as { address: string; port: number };
  return { address, url: `http://127.0.0.1:${port}` };
}

async function openApi(variables: Record<string, string> = {}) {
  const settings = settingsOf(ApiSettings, variables);
  return open(await createApi(settings), settings);
}

async function openProcessor(variables: Record<string, string> = {}) {
  const settings = settingsOf(ProcessorSettings, variables);
  return open(await createProcessor(settings), settings);
}

const named = (url: string, host: string) => request(url).get('/live').set('Host', host);

describe('in development', () => {
  it('api and processor listen on loopback alone, or where HOST says', async () => {
    expect((await openApi()).address).toBe('127.0.0.1');
    expect((await openProcessor()).address).toBe('127.0.0.1');
    expect((await openApi({ HOST: '0.0.0.0' })).address).toBe('0.0.0.0');
    expect((await openApi({ NODE_ENV: 'test' })).address).toBe('127.0.0.1');
  });

  it('they answer to the names that are theirs, and to no stranger whose name leads here', async () => {
    const variables = { PUBLIC_URL: 'https://hooks.example.com', ALLOWED_HOSTS: 'api,box.local' };
    for (const { url } of [await openApi(variables), await openProcessor(variables)]) {
      const port = new URL(url).port;
      const ours = ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'hooks.example.com', 'api', 'box.local'];
      for (const name of ours)
        for (const host of [name, `${name}:${port}`]) await named(url, host).expect(200);
      const others = [
        'evil.example.com',
        'localhost.evil.example',
        'localhost@evil.example',
        'evil.example:localhost',
        '127.0.0.1.nip.io',
        '192.168.1.1',
        '[::2]',
        'hooks.example.com.evil.example',
      ];
      for (const host of others) {
        const answer = await named(url, host).expect(421);
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(answer.body).toMatchObject({ title: 'Misdirected Request', status: 421 });
      }
    }
  });

  it('a stranger writes nothing either, and who opened it to a network calls it by address', async () => {
    const { url } = await openApi({ HOST: '0.0.0.0' });
    await named(url, '192.168.1.1:8080').expect(200);
    await named(url, 'evil.example').expect(421);
    const sms = { type: 'sms', from: '+15551234567', to: '+15559876543', body: 'x' };
    const before = (await system.database.pool.query('SELECT id FROM messages')).rowCount;
    await request(url).post('/api/v1/messages/send').set('Host', 'evil.example').send(sms).expect(421);
    expect((await system.database.pool.query('SELECT id FROM messages')).rowCount).toBe(before);
  });

  it('the sandbox does the same', async () => {
    const settings = loadSettings(SandboxSettings, { SANDBOX_PORT: '0', ALLOWED_HOSTS: 'sandbox' });
    const sandbox = await startSandbox(settings, false);
    try {
      const get = (host: string) => request(sandbox.url).get('/messages').set('Host', host);
      await get('localhost').expect(200);
      await get('sandbox:8082').expect(200);
      await get('evil.example').expect(421);
      const socket = connect({ host: '::1', port: Number(new URL(sandbox.url).port) });
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toMatch(/^(ECONNREFUSED|EADDRNOTAVAIL)$/);
    } finally {
      await sandbox.close();
    }
  });
});

describe('every answer', () => {
  it('may be kept by nobody, of the api and of the processor', async () => {
    const { id } = await send(system.url);
    const paths = [`/api/v1/messages/${id}`, '/api/v1/messages', '/health', '/nothing', '/api/v1/messages/x'];
    for (const path of paths) {
      const { headers } = await request(system.url).get(path);
      expect([path, headers['cache-control']]).toEqual([path, 'no-store']);
    }
    for (const path of ['/health', '/metrics', '/nothing']) {
      const { headers } = await request(processor).get(path);
      expect([path, headers['cache-control']]).toEqual([path, 'no-store']);
    }
  });

  it('has the same headers on both ports, and says nothing of what it is made with', async () => {
    for (const url of [system.url, processor])
      for (const path of ['/health', '/nothing']) {
        const { headers } = await request(url).get(path);
        expect(headers).not.toHaveProperty('x-powered-by');
        expect(headers).not.toHaveProperty('etag');
        expect(headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'SAMEORIGIN',
          'referrer-policy': 'no-referrer',
        });
      }
  });

  it.each([
    ['GET', '/nothing', 404],
    ['POST', '/health', 404],
    ['DELETE', '/metrics', 404],
    ['GET', '/%', 404],
    ['GET', '/health/%ff', 404],
  ])('of the processor is a problem where there is none: %s %s', async (method, path, status) => {
    const answer = await fetch(`${processor}${path}`, { method, ...(method === 'POST' && { body: '{' }) });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const body = (await answer.json()) as Record<string, unknown>;
    expect(body).toEqual({
      type: 'about:blank',
      title: expect.any(String) as string,
      status,
      detail: expect.any(String) as string,
    });
    expect(JSON.stringify(body)).not.toMatch(/Cannot|express|node_modules/i);
  });
});

describe('the documents', () => {
  it('are made once, and come again only when they have changed', async () => {
    const first = await request(system.url).get('/openapi.json').expect(200);
    expect(first.headers['cache-control']).toBe('no-cache');
    expect(first.headers['content-type']).toMatch(/^application\/json/);
    const etag = first.headers.etag as string;
    const again = await request(system.url).get('/openapi.json').set('If-None-Match', etag).expect(304);
    expect(again.text).toBe('');
    expect((await request(system.url).get('/openapi.json').expect(200)).text).toBe(first.text);
  });

  it('are not there as YAML', async () => {
    for (const path of ['/docs-yaml', '/docs-json', '/openapi.yaml'])
      await request(system.url).get(path).expect(404);
  });

  it('are a page that runs its own scripts alone, and stands in no frame', async () => {
    for (const path of ['/docs', '/docs/', '/docs/index.html', '/docs/swagger-ui-bundle.js']) {
      const { headers } = await request(system.url).get(path).expect(200);
      const policy = headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
    }
    const page = await request(system.url).get('/docs');
    expect(page.text).not.toMatch(/<script(?![^>]* src=)|\son\w+=/);
    expect(page.headers['cache-control']).toBe('no-cache');
  });
});

describe('what anybody may ask', () => {
  it('is gathered once a second at most, however many ask at once', async () => {
    for (const url of [system.url, processor]) {
      const started = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => request(url).get('/metrics').expect(200)),
      );
      const times = answers.map(({ text }) => /^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
      // And one that was gathered for whoever asked before.
      const seconds = Math.floor((performance.now() - started) / 1_000);
      expect(times).not.toContain(undefined);
      expect(new Set(times).size).toBeLessThanOrEqual(2 + seconds);
    }
  });
});
