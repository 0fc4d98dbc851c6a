import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDirectory } from '../services/paths.js';

/** What `npm start` tells the other commands about itself. */
export interface RunningSystem {
  /** The process of `npm start`. */
  pid: number;
  apiUrl: string;
  sandboxUrl: string;
  /** The settings it runs with, so that a command reaches the same stores. */
  environment: Record<string, string>;
  /** What it started, with a part of the command line by which each can be told from a later process of that id. */
  processes: { name: string; pid: number; mark: string }[];
}

const file = () => join(localDirectory(), 'running.json');

/** The `npm start` of this checkout that runs now; undefined if there is none. */
export function runningSystem(): RunningSystem | undefined {
  const recorded = recordedSystem();
  return recorded && isAlive(recorded.pid) ? recorded : undefined;
}

/** What the last `npm start` wrote, also when it ended without cleaning up. */
export function recordedSystem(): RunningSystem | undefined {
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as RunningSystem;
  } catch {
    return undefined;
  }
}

export function recordRunningSystem(system: RunningSystem): void {
  writeFileSync(file(), `${JSON.stringify(system, null, 2)}\n`, { mode: 0o600 });
}

export function forgetRunningSystem(): void {
  rmSync(file(), { force: true });
}

/**
 * Adds the settings of a running `npm start` to `env`, so that a command started beside it joins it: `npm run
 * processor` adds a second processor. What is set already stays, and the ports of the running apps are left to them.
 *
 * @public called by `tools/*.mjs`, through the build
 */
export function joinRunningSystem(env: NodeJS.ProcessEnv): void {
  const running = runningSystem();
  if (!running) return;
  for (const [name, value] of Object.entries(running.environment)) env[name] ||= value;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
