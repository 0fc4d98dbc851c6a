import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SANDBOX_CREDENTIALS } from '#config';
import { freePort } from '../../tools/src/services/free-port.js';
import { reaches, send, SMS } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { RunningSystem } from '../support/running-system.js';

const PAGE = 'docs/providers/http.md';

let folder: string;
let code: string;
let receiver: ChildProcess;
let system: RunningSystem;

beforeAll(async () => {
  [, code = ''] = /## A whole receiver[^]*?```js\n([^]*?)```/.exec(await readFile(PAGE, 'utf8')) ?? [];
  folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const file = join(folder, 'receiver.mjs');
  await writeFile(file, code);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    HTTP_PROVIDER_SECRET: SANDBOX_CREDENTIALS.httpProviderSecret,
  };
  receiver = spawn(process.execPath, [file], { env, stdio: 'inherit' });
  const url = `http://127.0.0.1:${port}/messages`;
  await eventually(async () => expect((await fetch(url)).status).toBe(401));
  system = await RunningSystem.start({ SMS_PROVIDER: 'http', HTTP_PROVIDER_URL: url });
  await system.startProcessor();
});
afterAll(async () => {
  receiver?.kill();
  await system.stop();
  await rm(folder, { recursive: true });
});

describe('the receiver of docs/providers/http.md', () => {
  it('is short enough to be read', () => expect(code.split('\n').length).toBeLessThan(45));

  it('takes messages and delivers them', async () => {
    const { id } = await send(system.url, SMS);
    expect(await reaches(system.url, id, 'delivered')).toMatchObject({
      provider: 'http',
      provider_message_id: 'mine-1',
    });
  });
});
