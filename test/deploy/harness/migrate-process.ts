import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Build, THIS_BUILD } from '../../faults/harness/app-process.js';

/** How a `sendstream migrate` of its own ended, and what it said. */
export interface MigrateEnd {
  code: number;
  output: string;
}

export function migrateProcess(
  env: Record<string, string>,
  { checkout, node }: Build = THIS_BUILD,
): Promise<MigrateEnd> {
  const isOneProgram = existsSync(join(checkout, 'dist/tools/src/sendstream.js'));
  // 0.1.0 had one program for each command.
  const program = isOneProgram ? ['dist/tools/src/sendstream.js', 'migrate'] : ['dist/tools/src/migrate.js'];
  return new Promise((resolve) => {
    const options = { cwd: checkout, env: { PATH: process.env.PATH ?? '', ...env } };
    execFile(node, program, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}
