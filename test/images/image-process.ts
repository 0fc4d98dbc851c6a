import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../support/eventually.js';

const BOOTS_WITHIN_MS = 150_000;

/** A program that runs in the folder of an image, and sees nothing but that folder and its settings. */
export class ImageProcess {
  output = '';
  /** Resolves with its exit code once it has ended and all its output was read. */
  readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  /** `command` as the Dockerfile has it: words, the first of which is found in PATH. */
  static run([program = '', ...args]: string[], folder: string, settings: Record<string, string>) {
    const path = `${folder}/bin:${process.execPath.replace(/\/[^/]+$/, '')}:${process.env.PATH ?? ''}`;
    const env = { PATH: path, ...settings };
    return new ImageProcess(spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Waits until `url` answers 200. @throws Error with all that it said, when it ends instead or takes too long. */
  async answersAt(url: string): Promise<this> {
    const isThere = () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    const isSettled = async () => expect(this.child.exitCode !== null || (await isThere())).toBe(true);
    const inTime = await eventually(isSettled, BOOTS_WITHIN_MS).then(
      () => true,
      () => false,
    );
    if (!inTime || this.child.exitCode !== null) throw new Error(`${url} did not answer:\n${this.output}`);
    return this;
  }

  /** Asks it to end; answers its exit code. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}
