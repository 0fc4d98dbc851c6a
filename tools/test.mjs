// `npm test [-- --faults | -- --deploy | -- jest arguments]`: everything from a fresh clone to a verdict.
import { join } from 'node:path';
import { build, ensureDependencies, root } from './bootstrap.mjs';
import { requireNode } from './own-node.mjs';
import { runChecks, runSteps, suitesOf } from './steps.mjs';

await requireNode();
await ensureDependencies();
const [checked] = await Promise.all([runChecks(), build('test')]);
try {
  process.exitCode = checked && (await testWith(suitesOf(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Whether the suites pass, on stores that are there for them alone; ends with the first group in which one fails. */
async function testWith(groups) {
  const { testServices } = await import('../dist/tools/src/services/test-services.js');
  const services = await testServices(process.env, (line) => console.log(line));
  try {
    const flags = [process.env.NODE_OPTIONS, '--enable-source-maps'];
    const env = {
      ...services.environment,
      NODE_OPTIONS: flags.filter(Boolean).join(' '),
      // Some hundred processes load the same modules.
      NODE_COMPILE_CACHE: join(root, 'dist/.compile-cache'),
    };
    for (const steps of groups) if (!(await runSteps(steps, env))) return false;
    return true;
  } finally {
    await services.stop();
  }
}
