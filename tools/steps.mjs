// The steps of `npm test`: each a program of node_modules, in a process of its own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

/** What needs nothing compiled: it runs beside the build, which keeps one processor busy and leaves the others idle. */
const CHECKS = [
  { name: 'formatting', command: ['oxfmt/bin/oxfmt', '--check'] },
  { name: 'lint', command: ['eslint/bin/eslint.js', '.'] },
  { name: 'lint with types', command: ['oxlint/bin/oxlint'] },
  { name: 'unused code', command: ['knip/bin/knip.js', '--no-progress'] },
  { name: 'typecheck of the console', command: ['typescript/bin/tsc', '-p', 'apps/console'] },
];

const jest = (name, ...args) => ({ name, command: ['jest/bin/jest.js', ...args] });

const FAULTS = ['--selectProjects', 'faults', '--runInBand', '--forceExit'];

/** Those of the whole system take as long as those of all its parts. */
const FAULT_SUITES = [
  jest('faults of the whole system', ...FAULTS, '--testPathPatterns', 'system.fault'),
  jest('faults of its parts', ...FAULTS, '--testPathIgnorePatterns', 'system.fault'),
];

/** Much of what a test does is to wait: so more of them run at once than there are processors. */
const SUITES = jest('unit and e2e suites', '--selectProjects', 'suites', '--maxWorkers', '4');

/**
 * Beside the suites they would find a machine too busy to do anything within its time. In their long form they measure how fast
 * things go, so nothing runs beside them at all.
 */
const FAULT_GROUPS = process.env.FAULTS === 'long' ? FAULT_SUITES.map((suite) => [suite]) : [FAULT_SUITES];

/** Each starts stores and balancers of its own, so one after the other. `args`: further ones of Jest's. */
const deploySuites = (args) =>
  jest(
    'suites of what it is deployed on',
    '--selectProjects',
    'deploy',
    '--runInBand',
    '--forceExit',
    ...args,
  );

/**
 * What is tested with what was built: all without arguments, else after `--faults` or `--deploy`, or with arguments of Jest's
 * own. Groups of steps, one after the other.
 */
export function suitesOf(args) {
  if (args[0] === '--deploy') return [[deploySuites(args.slice(1))]];
  if (args.length === 0) return [[SUITES], ...FAULT_GROUPS];
  return args[0] === '--faults' ? FAULT_GROUPS : [[jest('jest', ...args)]];
}

/** Whether all checks pass. */
export const runChecks = () => runSteps(CHECKS, {});

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (interrupted = true));

/** Runs these beside each other; answers whether all passed. `env` is added to the environment. */
export async function runSteps(steps, env) {
  const passed = await Promise.all(steps.map((step) => run(step, env)));
  return !passed.includes(false);
}

/** With its output as it comes. */
function run({ name, command: [program, ...args] }, env) {
  console.log(`\n── ${name} ──`);
  const startedAt = Date.now();
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
  const child = spawn(process.execPath, [join('node_modules', program), ...args], options);
  const end = () => child.kill();
  process.once('exit', end).once('SIGTERM', end);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      process.off('exit', end).off('SIGTERM', end);
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s ──`);
      resolve(code === 0 && !interrupted);
    });
  });
}
