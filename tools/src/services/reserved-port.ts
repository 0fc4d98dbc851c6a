import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isFree } from './free-port.js';

const held = new Set<string>();
process.once('exit', () => releasePorts());

/**
 * A port that nothing listens on. Between finding the preferred port free and listening on it lies a moment in which
 * a second `npm start` would find it free too: so a preferred port is reserved, by a file, until this process ends.
 * One that cannot be had is replaced by one that is free.
 */
export async function reservePort(preferred: number): Promise<number> {
  if ((await isFree(preferred)) && reserve(preferred)) return preferred;
  return freePort();
}

/** Gives the preferred ports that this process reserved to others. */
export function releasePorts(): void {
  held.forEach((file) => rmSync(file, { force: true }));
  held.clear();
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
