import { runCommand } from '../../tools/src/commands/program.js';

/** Nobody listens there: what only shows help needs no store. */
const NOBODY = { DATABASE_URL: 'postgres://127.0.0.1:1/x', REDIS_URL: 'redis://127.0.0.1:1' };

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** `sendstream ...` in this process, where all its modules are loaded already. */
export async function sendstream(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const keep =
    (stream: 'stdout' | 'stderr', end = '') =>
    (text: unknown) => {
      said[stream] += `${String(text)}${end}`;
      return true;
    };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(keep('stdout')),
    jest.spyOn(process.stderr, 'write').mockImplementation(keep('stderr')),
    jest.spyOn(console, 'log').mockImplementation(keep('stdout', '\n')),
    jest.spyOn(console, 'error').mockImplementation(keep('stderr', '\n')),
  ];
  const before = { ...process.env };
  Object.assign(process.env, NOBODY, env);
  try {
    return { status: await runCommand(args), ...said };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    spies.forEach((spy) => spy.mockRestore());
  }
}
