import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../tools/src/services/paths.js';
import { cpuSeconds, peakRssMb } from './process-usage.js';

const KEPT_LINES = 20;
const GRACE_MS = 40_000;

export interface BenchProcessOptions {
  name: string;
  /** The compiled program, from `dist/`, without its ending. */
  program: string;
  args?: string[];
  env?: Record<string, string>;
  /** Folder for a profile of Node's, written when the process ends. */
  profileTo?: string | undefined;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

/** One program of the benchmark as an operating system process. It ends when the benchmark does, whatever happens. */
export class BenchProcess {
  readonly name: string;
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;
  private readonly lines: string[] = [];
  private readonly watchers = new Set<(line: string) => void>();

  constructor({ name, program, args = [], env = {}, profileTo }: BenchProcessOptions) {
    this.name = name;
    const profile = profileTo === undefined ? [] : profileFlags(profileTo);
    const command = [...profile, join(root, 'dist', `${program}.js`), ...args];
    const inherited = { PATH: process.env.PATH ?? '', ...(process.env.TZ ? { TZ: process.env.TZ } : {}) };
    this.child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    alive.add(this.child);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.heard(line));
    }
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code) => {
        alive.delete(this.child);
        resolve(code);
      }),
    );
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** The rest of the first line that starts with `mark`. @throws Error with the last lines when it ends before. */
  async line(mark: string): Promise<string> {
    const found = new Promise<string>((resolve) => {
      const watch = (line: string) => {
        if (!line.startsWith(mark)) return;
        this.watchers.delete(watch);
        resolve(line.slice(mark.length).trim());
      };
      this.lines.forEach(watch);
      this.watchers.add(watch);
    });
    return Promise.race([found, this.unexpectedEnd()]);
  }

  /** `work`, unless this process ends under it. @throws Error with the last lines when it does. */
  during<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.unexpectedEnd()]);
  }

  peakRssMb(): number {
    return peakRssMb(this.pid);
  }

  cpuSeconds(): number {
    return cpuSeconds(this.pid);
  }

  /** Resolves when it has ended by itself. @throws Error with the last lines when that was no success. */
  async finished(): Promise<void> {
    if ((await this.ended) !== 0) await this.unexpectedEnd();
  }

  /** Asks it to end; by force when it has not in time. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), GRACE_MS);
    await this.ended;
    clearTimeout(force);
  }

  private async unexpectedEnd(): Promise<never> {
    const code = await this.ended;
    throw new Error([`${this.name} ended with code ${code}; its last lines:`, ...this.lines].join('\n  '));
  }

  private heard(line: string): void {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    this.watchers.forEach((watch) => watch(line));
  }
}

function profileFlags(directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${directory}`];
}
