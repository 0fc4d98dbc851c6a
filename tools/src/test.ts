import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './services/paths.js';
import { testServices } from './services/test-services.js';

interface Step {
  name: string;
  /** Path of the program in node_modules, and its arguments. */
  command: [string, ...string[]];
}

const CHECKS: Step[] = [
  { name: 'formatting', command: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['eslint/bin/eslint.js', '.'] },
  { name: 'lint with types', command: ['oxlint/bin/oxlint'] },
  { name: 'unused code', command: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'typecheck of the console', command: ['typescript/bin/tsc', '-p', 'apps/console'] },
];

const jest = (name: string, ...args: string[]): Step => ({ name, command: ['jest/bin/jest.js', ...args] });

const FAULTS = ['--selectProjects', 'faults', '--runInBand', '--forceExit'];

/** Much of what a test does is to wait, so four run at once on two cores; the faults of the whole system take as long as all others. */
const SUITES = jest('unit and e2e suites', '--selectProjects', 'unit', 'e2e', '--maxWorkers', '4');
const FAULT_SUITES = [
  jest('faults of the whole system', ...FAULTS, '--testPathPatterns', 'system.fault'),
  jest('faults of its parts', ...FAULTS, '--testPathIgnorePatterns', 'system.fault'),
];

/** Each starts stores and balancers of its own, so one after the other. `args`: further ones of Jest's. */
const deploySuites = (args: string[]) =>
  jest(
    'suites of what it is deployed on',
    '--selectProjects',
    'deploy',
    '--runInBand',
    '--forceExit',
    ...args,
  );

/** What `npm test` runs without arguments, or after `--faults` or `--deploy`, or with arguments of Jest's own: groups of steps. */
function stepsOf(args: string[]): Step[][] {
  if (args.length === 0) return [CHECKS, [SUITES], FAULT_SUITES];
  if (args[0] === '--deploy') return [CHECKS, [deploySuites(args.slice(1))]];
  return args[0] === '--faults' ? [CHECKS, FAULT_SUITES] : [CHECKS, [jest('jest', ...args)]];
}

const note = (line: string) => console.log(line);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));

/** Runs one step with its output as it comes; answers whether it passed. */
function run({ name, command: [program, ...args] }: Step, env: Record<string, string>): Promise<boolean> {
  note(`\n── ${name} ──`);
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } } as const;
    const child = spawn(process.execPath, [join('node_modules', program), ...args], options);
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.once('SIGTERM', forward);
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      note(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s ──`);
      resolve(code === 0 && !interrupted);
    });
  });
}

/** The groups of steps after the build, in order, up to the first in which one fails. */
async function main(args: string[]): Promise<boolean> {
  const services = await testServices(process.env, note);
  try {
    const flags = [process.env.NODE_OPTIONS, '--enable-source-maps'];
    const env = { ...services.environment, NODE_OPTIONS: flags.filter(Boolean).join(' ') };
    for (const steps of stepsOf(args)) {
      const passed = await Promise.all(steps.map((step) => run(step, env)));
      if (passed.includes(false)) return false;
    }
    return true;
  } finally {
    await services.stop();
  }
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
