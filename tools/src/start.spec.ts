import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './client/until.js';
import { isAlive, type RunningSystem } from './running/running-system.js';
import { root } from './services/paths.js';
import { freePort } from './services/free-port.js';

const run = promisify(execFile);

/** The compiled programs, as `npm start` and the commands beside it run them, on a machine where nothing answers. */
describe('npm start', () => {
  const local = mkdtempSync(join(tmpdir(), 'sendstream-start-'));
  let env: NodeJS.ProcessEnv;
  let start: ChildProcess;
  let output = '';

  const command = (...args: string[]) =>
    run(process.execPath, ['tools/sendstream.mjs', ...args], { cwd: root, env });
  const recorded = () => JSON.parse(readFileSync(join(local, 'running.json'), 'utf8')) as RunningSystem;

  beforeAll(async () => {
    const nobody = String(await freePort());
    env = {
      PATH: process.env.PATH,
      SENDSTREAM_LOCAL_DIRECTORY: local,
      SENDSTREAM_PROBE_POSTGRES_PORT: nobody,
      SENDSTREAM_PROBE_REDIS_PORT: nobody,
    };
    start = spawn(process.execPath, ['dist/tools/src/sendstream.js', 'start'], { cwd: root, env });
    for (const stream of [start.stdout, start.stderr])
      stream?.on('data', (chunk) => (output += String(chunk)));
    const up = async () => output.includes('Ctrl-C stops everything') || start.exitCode !== null || undefined;
    await until(up, 100_000);
  }, 120_000);

  afterAll(async () => {
    if (start.exitCode === null) {
      start.kill('SIGKILL');
      await once(start, 'exit');
    }
    rmSync(local, { recursive: true, force: true });
  });

  it('brings up a system of its own, and a curl line that works', async () => {
    expect(output).toContain('PostgreSQL of our own');
    expect(output).toContain('Redis of our own');
    const curl = /^curl -i (\S+) -H 'Content-Type: application\/json' -d '(.*)'$/m.exec(output);
    const [, url = '', body = ''] = curl ?? [];
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(201);
  });

  it('is joined by the commands beside it', async () => {
    const verified = await command('verify');
    expect(verified.stdout.match(/✓ PASS - /g)).toHaveLength(6);
    const flow = await command('test-flow');
    expect(flow.stdout).toMatch(/sms: delivered\n.*mms: delivered\n.*email: delivered/);
    const queues = JSON.parse((await command('queues', '--json')).stdout) as {
      queue: string;
      depth: number;
    }[];
    expect(queues).toContainEqual(
      expect.objectContaining({ queue: 'message_queue:sms', depth: 0, paused: false }),
    );
    expect((await command('migrate')).stdout).toContain('up to date');
  }, 120_000);

  it('leaves nothing in Redis but the queues and what processors report', async () => {
    const { stdout } = await command('redis-cli', '--', '--raw', 'KEYS', '*');
    const keys = stdout.split('\n').filter((key) => key !== '');
    expect(
      keys.filter(
        (key) =>
          !/^((message_queue:(sms|mms|email)(:code|:bulk)?|webhook_queue|callback_queue)(:consumers)?|process_reports:providers)$/.test(
            key,
          ),
      ),
    ).toEqual([]);
  });

  it('does not start twice in one checkout', async () => {
    const second = run(process.execPath, ['dist/tools/src/sendstream.js', 'start'], { cwd: root, env });
    await expect(second).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('runs here already'),
    });
  });

  it('stops everything on Ctrl-C, with exit code 0', async () => {
    const { processes } = recorded();
    expect(processes.map(({ name }) => name)).toEqual([
      'postgres',
      'redis-server',
      'sandbox',
      'processor',
      'api',
    ]);
    start.kill('SIGINT');
    await once(start, 'exit');
    expect(start.exitCode).toBe(0);
    expect(processes.filter(({ pid }) => isAlive(pid))).toEqual([]);
    expect(existsSync(join(local, 'running.json'))).toBe(false);
  }, 120_000);
});
