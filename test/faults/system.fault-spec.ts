import { SCENARIO_MS } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { backlogScenarios } from './scenarios/backlog.js';
import { callbackScenarios } from './scenarios/callbacks.js';
import { laneScenarios } from './scenarios/lanes.js';
import { postgresScenarios } from './scenarios/postgres.js';
import { processScenarios } from './scenarios/processes.js';
import { providerScenarios } from './scenarios/provider.js';
import { redisScenarios } from './scenarios/redis.js';
import { shutdownScenarios } from './scenarios/shutdown.js';
import { statisticsScenarios } from './scenarios/statistics.js';
import { synchronousModeScenarios } from './scenarios/synchronous-mode.js';

/** One system for all: to boot it takes longer than most scenarios. */
describe('two apis and three processors survive', () => {
  let running: SystemUnderFault;
  beforeAll(async () => {
    running = await SystemUnderFault.start();
  }, SCENARIO_MS);
  afterAll(() => running?.stop(), SCENARIO_MS);

  const system = () => running;
  providerScenarios(system);
  callbackScenarios(system);
  redisScenarios(system);
  postgresScenarios(system);
  backlogScenarios(system);
  laneScenarios(system);
  synchronousModeScenarios(system);
  shutdownScenarios(system);
  processScenarios(system);
  statisticsScenarios(system);
});
