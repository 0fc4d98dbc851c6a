import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/src/services/paths.js';

interface Packed {
  filename: string;
  files: { path: string }[];
}

const CLIENT = join(root, 'packages/client');
const HERE = `import { createClient } from '@sendstream/client';
const client = createClient({ baseUrl: 'http://localhost:1', retries: 0 });`;
const TYPED = `${HERE}
import { ApiError, verifyWebhook, type WebhookEvent } from '@sendstream/client';
export async function follow(id: string): Promise<string[]> {
  const types: string[] = [];
  for await (const event of client.messages.stream(id)) types.push(event.type);
  return types;
}
export const event: WebhookEvent = verifyWebhook({ secret: '', headers: {}, body: '' });
export const id: string = event.id;
// @ts-expect-error: there is no such type of message.
void client.messages.send({ type: 'fax', to: '', from: '' }).catch((error: unknown) => error instanceof ApiError);
`;

let user: string;
let packed: Packed;
const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: user, encoding: 'utf8' });

beforeAll(() => {
  user = mkdtempSync(join(tmpdir(), 'sendstream-client-'));
  // `npm run` hands on what .npmrc of the repository says, for which this package's own script must not count.
  const args = ['pack', '--json', '--pack-destination', user, '--ignore-scripts=false'];
  const text = execFileSync('npm', args, {
    cwd: CLIENT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  [packed] = JSON.parse(text.slice(text.indexOf('[\n'))) as [Packed];
  const modules = join(user, 'node_modules');
  const unpacked = join(modules, '@sendstream/client');
  mkdirSync(unpacked, { recursive: true });
  execFileSync('tar', ['-xzf', join(user, packed.filename), '-C', unpacked, '--strip-components', '1']);
  // What npm would install beside it, and what a user of TypeScript has.
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
}, 180_000);
afterAll(() => {
  rmSync(user, { recursive: true });
  rmSync(join(CLIENT, 'dist'), { recursive: true });
});

it('the package has what its description names, for import and require, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);
  const expected =
    /^(LICENSE|README\.md|package\.json|dist\/cjs\/package\.json|dist\/(esm|cjs)\/[\w-]+\.(js|d\.ts))$/;
  expect(paths.filter((path) => !expected.test(path) || path.includes('spec'))).toEqual([]);
  const { exports, publishConfig } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as {
    exports: object;
    publishConfig: object;
  };
  const named = [...JSON.stringify(exports).matchAll(/"\.\/([^"]+\.[^"]+)"/g)].map(([, path]) => path);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((path) => !paths.includes(path as string))).toEqual([]);
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
});

it('it is imported, required, and what a bundler for browsers takes has nothing of Node in it', () => {
  const names = `ApiError,ConnectionError,WebhookVerificationError,answerOf,createClient,verifyWebhook`;
  const print = (of: string) => `console.log(Object.keys(${of}).sort().join());`;
  const imported = `import * as all from '@sendstream/client'; ${print('all')}`;
  expect(node('--input-type=module', '-e', imported).trim()).toBe(names);
  const required = `const all = require('@sendstream/client'); ${print('all')}`;
  expect(node('--input-type=commonjs', '-e', required).trim()).toBe(names);
  const inBrowser = node('--conditions=browser', '--input-type=module', '-e', imported).trim().split(',');
  expect(inBrowser).toEqual(['ApiError', 'ConnectionError', 'answerOf', 'createClient']);
});

it('it has types for modules of both kinds', () => {
  writeFileSync(join(user, 'module.mts'), TYPED);
  writeFileSync(join(user, 'common.cts'), TYPED);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  expect(node(tsc, ...flags, 'module.mts', 'common.cts')).toBe('');
}, 120_000);
