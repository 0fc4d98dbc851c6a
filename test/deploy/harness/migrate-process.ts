import { execFile } from 'node:child_process';

/** How a `sendstream migrate` of its own ended, and what it said. */
export interface MigrateEnd {
  code: number;
  output: string;
}

export function migrateProcess(env: Record<string, string>): Promise<MigrateEnd> {
  return new Promise((resolve) => {
    const path = { PATH: process.env.PATH ?? '' };
    const program = ['dist/tools/src/sendstream.js', 'migrate'];
    execFile(process.execPath, program, { env: { ...path, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}
