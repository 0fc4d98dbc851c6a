import type { ServerResponse } from 'node:http';
import {
  type HealthReport,
  healthReport,
  now,
  type ReadinessReport,
  readinessReport,
} from './health-report.js';
import { type Check, type Readiness, worstOf } from './readiness.js';

/** Something that can say whether it is there: throws the reason when it is not. */
interface Store {
  ping(): Promise<void>;
  version(): Promise<string>;
}

/** Whether PostgreSQL answers, which every app of ours needs. */
export function databaseCheck(database: Pick<Store, 'ping'>): Check {
  return { name: 'postgresql', required: true, run: () => database.ping() };
}

/** Whether Redis takes writes. */
export function redisCheck(run: Check['run'], { required }: Pick<Check, 'required'>): Check {
  return { name: 'redis', required, run };
}

/** Whether both answer, and of which version they are. */
export function storeChecks(database: Pick<Store, 'version'>, redis: Pick<Store, 'version'>): Check[] {
  return [
    { name: 'postgresql', required: true, run: () => database.version() },
    { name: 'redis', required: true, run: () => redis.version() },
  ];
}

/** `/dependencies`: each part by itself. */
export interface DependenciesReport {
  /** ISO 8601, in UTC. */
  timestamp: string;
  dependencies: Readiness['checks'];
}

/** What `/dependencies` answers: what `parts` found. */
export function answerDependencies(...parts: Readiness[]): DependenciesReport {
  return { timestamp: now(), dependencies: worstOf(...parts).checks };
}

/** What `/health` answers: 503 while PostgreSQL or Redis does not answer. */
export function answerHealth(response: ServerResponse, ...parts: Readiness[]): HealthReport {
  const report = healthReport(worstOf(...parts));
  if (report.status === 'unhealthy') response.statusCode = 503;
  return report;
}

/** What `/ready` answers: 503 and which part, while the app cannot do its work. */
export function answerReadiness(response: ServerResponse, ...parts: Readiness[]): ReadinessReport {
  const report = readinessReport(worstOf(...parts));
  if (!report.ready) response.statusCode = 503;
  return report;
}
