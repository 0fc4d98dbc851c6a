import { randomInt } from 'node:crypto';
import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Below the ports that systems give to outgoing connections, any of which could take a port before it is listened on. */
const MIN_PORT = 10_000;
const MAX_PORT = 32_000;
/** Whoever was given a port listens on it by then. */
const GIVEN_FOR_MS = 120_000;

/** A file for each port that was given lately: several processes look for ports at once, and listen on them seconds later. */
const GIVEN = join(tmpdir(), `sendstream-ports-${userInfo().uid}`);

/** A port that nothing on this machine listens on, that no outgoing connection takes, and that nobody was given in the last two minutes. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(MIN_PORT, MAX_PORT);
    if (take(port) && (await isFree(port))) return port;
  }
}

/** Whether nothing on this machine listens on the port, on any address. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port)) && (await canListen(port, '127.0.0.1'));
}

/** False when it was given to somebody else lately. */
function take(port: number): boolean {
  const file = join(GIVEN, String(port));
  mkdirSync(GIVEN, { recursive: true });
  try {
    writeFileSync(file, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (Date.now() - statSync(file).mtimeMs < GIVEN_FOR_MS) return false;
  utimesSync(file, new Date(), new Date());
  return true;
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}
