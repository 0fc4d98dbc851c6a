import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../tools/src/services/free-port.js';
import { root } from '../../tools/src/services/paths.js';
import { newKey } from '../support/api-key.js';
import { TestBrowser } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const readme = readFileSync(join(root, 'packages/client/README.md'), 'utf8');
const examples = new Map(
  [...readme.matchAll(/## (\w+)\n(?:(?!## )[^])*?```ts\n([^]*?)```/g)].map(([, name, code]) => [name, code]),
);

let system: RunningSystem;
let folder: string;
let secret: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sendstream-readme-'));
  system = await RunningSystem.start({ API_KEYS_REQUIRED: 'true' });
  ({ secret } = await newKey(system, ['send', 'read', 'manage']));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system.stop();
});

/** Runs an example as a program of its own, and answers its lines. */
async function run(name: string, environment: Record<string, string> = {}): Promise<string[]> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: examples.get(name) ?? '', loader: 'ts', resolveDir: root },
    alias: { '@sendstream/client': join(root, 'packages/client/src/index.ts') },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], {
    env: { ...process.env, SENDSTREAM_URL: system.url, SENDSTREAM_API_KEY: secret, ...environment },
    timeout: 20_000,
  });
  return stdout.trim().split('\n');
}

/** A script that no module is: what it awaits, it awaits in a function. */
function inOneFunction(code: string): string {
  const [, imports = '', rest = ''] = /^((?:import .*\n)*)([^]*)$/.exec(code) ?? [];
  return `${imports}void (async () => {${rest}})();`;
}

describe("the examples of the client's README", () => {
  it('send', async () => {
    expect(await run('Send')).toEqual([expect.stringMatching(/^[\w-]{36} pending$/), '[ 201, 422 ]']);
  });

  it('name what is wrong', async () => {
    expect((await run('Errors')).join(' ')).toMatch(/field: 'to'/);
  });

  it('walk lists', async () => {
    const { rows } = await system.database.pool.query<{ id: string }>('SELECT id FROM messages LIMIT 1');
    const id = rows[0]?.id as string;
    await fetch(`${system.url}/api/v1/messages/${id}/status`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'failed' }),
    });
    const lines = await run('Lists');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(id);
  });

  it('sign in, retry and sign out in a browser', async () => {
    const bundle = await build({
      stdin: { contents: inOneFunction(examples.get('Browsers') ?? ''), loader: 'ts', resolveDir: root },
      alias: { '@sendstream/client': join(root, 'packages/client/src/browser.ts') },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
    });
    const browser = await TestBrowser.start();
    try {
      const page = await browser.open(`${system.url}/docs`);
      const lines: string[] = [];
      page.on('console', (message) => lines.push(message.text()));
      page.on('dialog', (dialog) => void dialog.accept(secret));
      await page.evaluate(bundle.outputFiles[0]?.text ?? '');
      await eventually(async () => {
        const { rowCount } = await system.database.pool.query('SELECT 1 FROM sessions');
        expect([lines, rowCount]).toEqual([['send read manage', 'pending'], 0]);
      });
    } finally {
      await browser.stop();
    }
  });

  it('take webhooks', async () => {
    const port = String(await freePort());
    const environment = { PORT: port, HOOK_URL: `http://127.0.0.1:${port}/hooks` };
    expect(await run('Webhooks', environment)).toEqual(['webhook.test', 'true']);
  });

  it('follow a message to its end', async () => {
    await system.startProcessor();
    expect(await run('Follow')).toEqual([
      'accepted pending',
      'sending sending',
      'sent sent',
      'delivered delivered',
    ]);
  });
});
