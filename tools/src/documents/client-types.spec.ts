import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../services/paths.js';
import { openApiFile } from './open-api-file.js';

it("the client's types are those of openapi.json; if not: npm run client:types", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sendstream-types-'));
  try {
    const fresh = join(folder, 'schema.ts');
    const cli = join(root, 'node_modules/openapi-typescript/bin/cli.js');
    await promisify(execFile)(process.execPath, [
      cli,
      openApiFile,
      '--default-non-nullable',
      'false',
      '-o',
      fresh,
    ]);
    const checkedIn = readFileSync(join(root, 'packages/client/src/schema.ts'), 'utf8');
    expect(checkedIn === readFileSync(fresh, 'utf8')).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
