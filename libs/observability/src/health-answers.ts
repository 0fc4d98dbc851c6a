import type { ServerResponse } from 'node:http';
import { type HealthReport, healthReport, type ReadinessReport, readinessReport } from './health-report.js';
import { type Check, type Readiness, worstOf } from './readiness.js';

/** Something that can say whether it is there: throws the reason when it is not. */
interface Store {
  ping(): Promise<void>;
}

/** Whether PostgreSQL answers, which every app of ours needs. */
export function databaseCheck(database: Store): Check {
  return { name: 'postgresql', required: true, run: () => database.ping() };
}

/** Whether Redis takes writes. */
export function redisCheck(run: Check['run'], { required }: Pick<Check, 'required'>): Check {
  return { name: 'redis', required, run };
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
