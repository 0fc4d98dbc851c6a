/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/**
 * Tests run as they are compiled, in processes of plain Node that load the services once for many suites: Jest's own
 * runner would load them anew for each, which took longer than most tests.
 */
const shared = {
  runner: ['jest-light-runner', { runtime: 'child_process' }] as unknown as string,
  roots: ['<rootDir>/dist'],
  setupFilesAfterEnv: ['deadlines', 'end-with-runner'].map(
    (name) => `<rootDir>/dist/test/support/${name}.js`,
  ),
};

const config: Config = {
  // One would run in this process, where the runner of each project ends what another still needs.
  maxWorkers: 2,
  testSequencer: '<rootDir>/dist/test/support/longest-first.js',
  projects: [
    // One project: the processes of another would load all anew.
    {
      ...shared,
      displayName: 'suites',
      testMatch: [
        '<rootDir>/dist/{apps,libs,packages,tools}/**/*.spec.js',
        '<rootDir>/dist/test/**/*.e2e-spec.js',
      ],
    },
    { ...shared, displayName: 'faults', testMatch: ['<rootDir>/dist/test/faults/*.fault-spec.js'] },
    { ...shared, displayName: 'deploy', testMatch: ['<rootDir>/dist/test/deploy/*.deploy-spec.js'] },
  ],
};

export default config;
