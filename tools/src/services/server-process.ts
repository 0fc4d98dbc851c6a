import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export interface ServerCommand {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** Everything the server prints is added here. */
  logFile: string;
}

/** Those that run, to be told when this process ends without having stopped them. */
const alive = new Set<ChildProcess>();
process.once('exit', () => alive.forEach((child) => child.kill('SIGINT')));

/** A server that runs beside us in a process group of its own, so that a Ctrl-C in the terminal reaches us alone. */
export class ServerProcess {
  private readonly child: ChildProcess;
  private readonly exited: Promise<void>;

  constructor(private readonly options: ServerCommand) {
    const log = openSync(options.logFile, 'a');
    this.child = spawn(options.command, options.args, {
      detached: true,
      env: options.env ?? process.env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    alive.add(this.child);
    this.exited = new Promise((resolve) => {
      const end = () => {
        alive.delete(this.child);
        resolve();
      };
      this.child.once('exit', end);
      this.child.once('error', end);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Waits until `answers` resolves.
   * @throws Error with the server's last lines when it ends first or takes longer than `timeoutMs`.
   */
  async whenReady(answers: () => Promise<unknown>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const ready = await answers().then(
        () => true,
        () => false,
      );
      if (ready && this.running) return;
      if (!this.running || Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw new Error(`${this.options.command} did not come up:\n${this.lastLines()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Asks with `signal`, and ends it by force after `graceMs`. Resolves when the process is gone. */
  async stop(signal: NodeJS.Signals, graceMs = 10_000): Promise<void> {
    if (!this.running) return;
    this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(force);
  }

  private lastLines(): string {
    return readFileSync(this.options.logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  }
}
