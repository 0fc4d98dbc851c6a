import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './services/paths.js';
import { testServices } from './services/test-services.js';

interface Step {
  name: string;
  /** Path of the program in node_modules, and its arguments. */
  command: [string, ...string[]];
  env?: Record<string, string>;
}

interface Suite {
  name: string;
  /** Jest's. */
  args: string[];
}

const FAULTS = ['--selectProjects', 'faults', '--runInBand', '--forceExit'];

/** Most of what a test does is to wait for a process, so two run at once; the whole system takes as long as all others. */
const SUITES: Suite[][] = [
  [{ name: 'unit and e2e suites', args: ['--selectProjects', 'unit', 'e2e', '--maxWorkers', '2'] }],
  [
    { name: 'faults of the whole system', args: [...FAULTS, '--testPathPatterns', 'system.fault'] },
    { name: 'faults of its parts', args: [...FAULTS, '--testPathIgnorePatterns', 'system.fault'] },
  ],
];

/** What `npm test` runs without arguments, or after `--faults`, or with arguments of Jest's own. */
function suitesOf(args: string[]): Suite[][] {
  if (args.length === 0) return SUITES;
  return args[0] === '--faults' ? SUITES.slice(1) : [[{ name: 'jest', args }]];
}

const note = (line: string) => console.log(line);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));

/** Runs one step with its output as it comes; answers whether it passed. */
function run({ name, command: [program, ...args], env }: Step): Promise<boolean> {
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

/** The steps after the build, in order, up to the first that fails. */
async function main(args: string[]): Promise<boolean> {
  const lint: Step = { name: 'lint', command: ['eslint/bin/eslint.js', '.'] };
  const types: Step = {
    name: 'typecheck',
    command: ['typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit'],
  };
  // Neither uses more than one of two cores.
  const checks = await Promise.all([run(lint), run(types)]);
  if (checks.includes(false)) return false;

  const services = await testServices(process.env, note);
  try {
    const flags = [
      process.env.NODE_OPTIONS,
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
    ];
    const env = { ...services.environment, NODE_OPTIONS: flags.filter(Boolean).join(' ') };
    for (const suites of suitesOf(args)) {
      const running = suites.map((suite) =>
        run({ name: suite.name, command: ['jest/bin/jest.js', ...suite.args], env }),
      );
      if ((await Promise.all(running)).includes(false)) return false;
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
