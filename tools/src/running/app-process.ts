import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { root } from '../services/paths.js';

const KEPT_LINES = 20;

export interface AppOptions {
  name: string;
  /** ANSI colour number of the prefix (31 to 37); null for none. */
  colour: number | null;
  /** The compiled entry, from the root of the checkout. */
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
}

/** One of our apps as a process, whose lines appear on our output behind its name. */
export class AppProcess {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves when the process has ended, with what to say about it. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private over = false;

  constructor(options: AppOptions) {
    this.name = options.name;
    // A process group of its own: a Ctrl-C reaches only us, and we choose the order in which the apps stop.
    this.child = spawn(process.execPath, [options.entry], {
      cwd: root,
      detached: true,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.pid = this.child.pid;
    const label = options.name.padEnd(9);
    const prefix = options.colour === null ? `${label} | ` : `\u001b[${options.colour}m${label} |\u001b[0m `;
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        if (this.lines.length > KEPT_LINES) this.lines.shift();
        process.stdout.write(`${prefix}${line}\n`);
        appendFileSync(options.logFile, `${line}\n`);
      });
    }
    this.ended = new Promise((resolve) => {
      const end = (reason: string) => {
        this.over = true;
        resolve(reason);
      };
      this.child.once('close', (code, signal) =>
        end(signal ? `ended by ${signal}` : `ended with code ${code}`),
      );
      this.child.once('error', (error) => end(error.message));
    });
  }

  get lastLines(): readonly string[] {
    return this.lines;
  }

  /** Asks it to stop, and ends it by force after `graceMs`. Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    if (this.over) return;
    this.child.kill('SIGTERM');
    const force = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(force);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
