import { join } from 'node:path';
import { root } from '../../tools/src/services/paths.js';
import { runCommand } from '../../tools/src/services/run-command.js';
import { loadGenerator } from '../run/load-generator.js';
import { BODY, RECIPIENTS, SENDER } from './recipients.js';

export interface LoadOptions {
  url: string;
  connections: number;
  seconds: number;
  seed: number;
}

export interface LoadResult {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/**
 * Every connection posts a message, waits for the answer, posts the next.
 * @throws Error when a single answer was no 2xx: a rate of refusals is no rate.
 */
export async function closedLoad(options: LoadOptions): Promise<LoadResult> {
  const printed = loadGenerator() === 'wrk' ? await withWrk(options) : await withAutocannon(options);
  const line = /^RESULT (.*)$/m.exec(printed)?.[1];
  if (line === undefined) throw new Error(`The load generator printed no result: ${printed}`);
  const result = JSON.parse(line) as Record<'requests' | 'seconds' | 'p50' | 'p99' | 'failed', number>;
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed`);
  return { perSecond: result.requests / result.seconds, p50: result.p50, p99: result.p99 };
}

function withWrk({ url, connections, seconds, seed }: LoadOptions): Promise<string> {
  const script = join(root, 'bench/load/post-messages.lua');
  const args = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '-s', script, url];
  return runCommand('wrk', [...args, '--', String(seed), String(RECIPIENTS), SENDER, BODY]);
}

function withAutocannon({ url, connections, seconds, seed }: LoadOptions): Promise<string> {
  const program = join(root, 'dist/bench/load/autocannon-load.js');
  return runCommand(process.execPath, [program, url, String(connections), String(seconds), String(seed)]);
}
