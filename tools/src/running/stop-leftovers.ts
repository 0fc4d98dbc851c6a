import { readFileSync } from 'node:fs';
import { runCommand } from '../services/run-command.js';
import { forgetRunningSystem, isAlive, recordedSystem } from './running-system.js';

const LEAVE_WITHIN_MS = 35_000;

/**
 * Ends what an `npm start` of this checkout left behind when it was itself ended by force. A process is only touched
 * if its command line still bears the recorded mark.
 */
export async function stopLeftovers(note: (line: string) => void): Promise<void> {
  const recorded = recordedSystem();
  if (!recorded || isAlive(recorded.pid)) return;
  for (const { name, pid, mark } of recorded.processes.toReversed()) {
    if (!isAlive(pid) || !(await commandLine(pid)).includes(mark)) continue;
    note(`Ending ${name} (process ${pid}), left behind by an earlier run.`);
    // SIGINT is what our apps, PostgreSQL (fast shutdown) and Redis all take for an orderly end.
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + LEAVE_WITHIN_MS;
    while (isAlive(pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  forgetRunningSystem();
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  return runCommand('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => '');
}
