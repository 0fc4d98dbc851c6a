import { randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Below the ports that systems give to outgoing connections, any of which could take a port before it is listened on. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_000;

const held = new Set<string>();
process.once('exit', () => releasePorts());

/**
 * A port that nothing listens on. Between finding the preferred port free and listening on it lies a moment in which
 * a second `npm start` would find it free too: so a preferred port is reserved, by a file, until this process ends.
 * @param preferred taken if it can be had; otherwise, or without it, one is chosen at random.
 */
export async function reservePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred)) && reserve(preferred)) return preferred;
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT);
    if (await isFree(port)) return port;
  }
}

/** Gives the preferred ports that this process reserved to others. */
export function releasePorts(): void {
  held.forEach((file) => rmSync(file, { force: true }));
  held.clear();
}

/** Whether nothing on this machine listens on the port, on any address. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of [undefined, '127.0.0.1']) {
    if ((await listenOnce(port, host)) === undefined) return false;
  }
  return true;
}

function listenOnce(port: number, host?: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host }, () => {
      const address = server.address();
      const bound = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}

function reserve(port: number): boolean {
  const file = join(tmpdir(), `sendstream-port-${port}`);
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o644 });
  } catch {
    if (held.has(file) || ownerLives(file)) return false;
    rmSync(file, { force: true });
    return reserve(port);
  }
  held.add(file);
  return true;
}

function ownerLives(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
