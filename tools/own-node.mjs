// What gives a checkout the Node it is made for, on a machine that has an older one.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWindows = process.platform === 'win32';

/**
 * Returns where this Node is as recent as package.json asks for. Where it is older, fetches the one of .nvmrc from the npm
 * registry into .local/, goes on under that with the same command line, and ends as that ends.
 */
export async function requireNode() {
  const [wanted] = /\d+/.exec(JSON.parse(read('package.json')).engines.node);
  if (Number(process.versions.node.split('.')[0]) >= Number(wanted)) return;
  const version = read('.nvmrc').trim();
  const program = nodeOf(version);
  if (program === null) {
    console.error(
      `Sendstream needs Node ${wanted} or later; this is ${process.versions.node} (see https://nodejs.org).`,
    );
    process.exit(1);
  }
  process.exit(await goOnUnder(program));
}

/**
 * The program of this version, fetched when it is not there yet; null where it cannot be had.
 * @public called by `test/deploy/harness/other-node.ts`, for other versions
 */
export function nodeOf(version) {
  const local = process.env.SENDSTREAM_LOCAL_DIRECTORY || join(root, '.local');
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const folder = join(local, `node-${version}`);
  const program = join('node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(join(folder, program))) return join(folder, program);
  console.log(`This is Node ${process.versions.node}: fetching Node ${version} into ${local} ...`);
  mkdirSync(local, { recursive: true });
  // Made whole beside its place: two commands may fetch it at once.
  const made = mkdtempSync(join(local, 'fetching-node-'));
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  spawnSync('npm', ['install', '--prefix', made, ...flags, `${name}@${version}`], {
    stdio: 'inherit',
    shell: isWindows,
  });
  if (!existsSync(join(made, program))) {
    rmSync(made, { recursive: true, force: true });
    return null;
  }
  try {
    renameSync(made, folder);
  } catch {
    rmSync(made, { recursive: true, force: true });
  }
  return join(folder, program);
}

/** Runs this command line under another Node, which what it starts finds too; answers its exit code. */
function goOnUnder(program) {
  const env = { ...process.env, PATH: [dirname(program), process.env.PATH].join(delimiter) };
  const child = spawn(program, process.argv.slice(1), { stdio: 'inherit', env });
  // Ctrl-C reaches the whole group by itself; this process only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

function read(name) {
  return readFileSync(join(root, name), 'utf8');
}
