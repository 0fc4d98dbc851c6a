import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isFree } from './free-port.js';
import { releasePorts, reservePort } from './reserved-port.js';

describe('reservePort', () => {
  afterEach(releasePorts);

  it('gives the preferred port once', async () => {
    const port = await freePort();
    expect(await reservePort(port)).toBe(port);
    expect(await reservePort(port)).not.toBe(port);
    releasePorts();
    expect(await reservePort(port)).toBe(port);
  });

  it('does not give a port that somebody listens on', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    expect(await isFree(port)).toBe(false);
    expect(await reservePort(port)).not.toBe(port);
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes over what a process that is gone had reserved', async () => {
    const port = await freePort();
    const file = join(tmpdir(), `sendstream-port-${port}`);
    writeFileSync(file, String(spawnSync(process.execPath, ['--version']).pid));
    expect(await reservePort(port)).toBe(port);

    // The parent of this process lives.
    rmSync(file);
    releasePorts();
    writeFileSync(file, String(process.ppid));
    expect(await reservePort(port)).not.toBe(port);
    rmSync(file);
  });
});
