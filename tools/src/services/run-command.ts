import { execFile } from 'node:child_process';

/**
 * Runs a program to its end and answers what it printed on standard output.
 * @throws Error with the last line of standard error when it fails, is missing, or takes longer than two minutes.
 */
export function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: 120_000, maxBuffer: 8 * 1024 * 1024 };
    execFile(command, args, { ...options, ...limits, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const reason = stderr.trim().split('\n').at(-1) || error.message;
      reject(new Error(`${command} ${args[0] ?? ''}: ${reason}`, { cause: error }));
    });
  });
}
