import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ATTEMPTS = 50;

/**
 * A port that nothing listens on and that no other clone has reserved: between finding a free port and listening
 * on it lies a moment in which a second `npm start` would find the same one. Reservations end with the process.
 * @param preferred taken if it can be had; otherwise, or without it, the system chooses.
 */
export async function reservePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred)) && reserve(preferred)) return preferred;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await listenOnce(0);
    if (port !== undefined && reserve(port)) return port;
  }
  throw new Error('No free port could be found');
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

const held = new Set<string>();

function reserve(port: number): boolean {
  const file = join(tmpdir(), `sendstream-port-${port}`);
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o644 });
  } catch {
    if (held.has(file) || ownerLives(file)) return false;
    rmSync(file, { force: true });
    return reserve(port);
  }
  if (held.size === 0) process.once('exit', () => held.forEach((each) => rmSync(each, { force: true })));
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
