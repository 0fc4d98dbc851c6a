import { OwnCluster } from './harness/own-cluster.js';
import { SCENARIO_MS, survive } from './harness/survive.js';
import { SystemUnderFault } from './harness/system-under-fault.js';
import { postgresFaults } from './inject/postgres-faults.js';

describe('a PostgreSQL that is away, full or locked, and one connection per process', () => {
  let cluster: OwnCluster;
  let system: SystemUnderFault;
  beforeAll(async () => {
    cluster = await OwnCluster.start();
    const variables = { DATABASE_POOL_SIZE: '1' };
    system = await SystemUnderFault.start({ database: cluster.database(), variables });
  }, SCENARIO_MS);
  afterAll(() => system?.stop());

  it.each(postgresFaults(() => cluster))('$name', (fault) => survive(system, fault), SCENARIO_MS);
});
