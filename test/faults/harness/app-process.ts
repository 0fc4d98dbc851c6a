import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../../tools/src/services/free-port.js';
import { CLOCK_SIGNALS, type ClockSetting } from './jumping-clock.js';

export type App = 'api' | 'processor' | 'sandbox';

/** What an app is run from: a checkout that is built, and the program of a Node. */
export interface Build {
  checkout: string;
  node: string;
}

/** What this suite runs from. */
export const THIS_BUILD: Build = { checkout: process.cwd(), node: process.execPath };

const BOOT_WITHIN_MS = 240_000;
const KEPT_LINES = 400;
const SHOWN_LINES = 25;

/** One compiled app as an operator runs it: a process of its own that can be killed, frozen and asked to stop. */
export class AppProcess {
  readonly exited: Promise<number | null>;
  private readonly lines: string[] = [];

  private constructor(
    readonly app: App,
    readonly port: number,
    private readonly variables: Record<string, string>,
    private readonly child: ChildProcess,
    private readonly build: Build,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.lines.push(...text.trimEnd().split('\n'));
        this.lines.splice(0, this.lines.length - KEPT_LINES);
      });
    }
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  /** Does not wait until it is up. `port`: an earlier process's, so that its address stays. */
  static async spawn(
    app: App,
    variables: Record<string, string>,
    port?: number,
    build = THIS_BUILD,
  ): Promise<AppProcess> {
    const own = port ?? (await freePort());
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const child = spawn(build.node, [`dist/apps/${app}/src/main.js`], {
      cwd: build.checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...variables, ...portsOf(own) },
    });
    return new AppProcess(app, own, variables, child, build);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Its latest log lines, each kind once. */
  get log(): string {
    const kinds = new Map(this.lines.map((line) => [line.replace(/\d+/g, ''), line]));
    const latest = [...kinds.values()].slice(-SHOWN_LINES);
    return latest.map((line) => `${this.app}:${this.port} ${line}`).join('\n');
  }

  /** @throws Error with its log when it ends instead, or takes too long. */
  async up(): Promise<this> {
    const isSettled = async () => expect(!this.running || (await this.answers())).toBe(true);
    const inTime = await eventually(isSettled, BOOT_WITHIN_MS).then(
      () => true,
      () => false,
    );
    if (!inTime || !this.running) throw new Error(`did not come up:\n${this.log}`);
    return this;
  }

  /** What it says of itself: 200, or 503 while something keeps it from its work. Null when it says nothing. */
  async readiness(): Promise<number | null> {
    const answer = fetch(`${this.url}/ready`, { signal: AbortSignal.timeout(5_000) });
    return answer.then(
      ({ status }) => status,
      () => null,
    );
  }

  /** Dies as by a power cut. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Asks it to end; resolves with its exit code. @throws Error with its log when it takes longer than `withinMs`. */
  async stop(withinMs = 15_000): Promise<number | null> {
    this.child.kill('SIGTERM');
    const tooLong = new AbortController();
    const late = delay(withinMs, 'late' as const, { signal: tooLong.signal }).catch(() => null);
    const end = await Promise.race([this.exited, late]);
    tooLong.abort();
    if (end === 'late') throw new Error(`did not end within ${withinMs} ms of SIGTERM:\n${this.log}`);
    return end;
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** What its wall clock shows from now on. */
  setClock(to: ClockSetting): void {
    this.child.kill(CLOCK_SIGNALS[to]);
  }

  /** Another process with the same settings in its place, of the same build unless told otherwise. */
  successor(build = this.build): Promise<AppProcess> {
    return AppProcess.spawn(this.app, this.variables, this.port, build);
  }

  private async answers(): Promise<boolean> {
    try {
      const path = this.app === 'sandbox' ? 'health' : 'live';
      return (await fetch(`${this.url}/${path}`, { signal: AbortSignal.timeout(1_000) })).ok;
    } catch {
      return false;
    }
  }
}

/** Each app takes that which is its own. */
function portsOf(port: number): Record<string, string> {
  return Object.fromEntries(['PORT', 'PROCESSOR_PORT', 'SANDBOX_PORT'].map((name) => [name, String(port)]));
}
