import { VERSION } from '#config';
import type { CheckResult, Readiness } from './readiness.js';

/** A check in the words of the service this one replaces: `connected` where `/ready` has it, `result` where `/health` has. */
interface HealthyOrNot {
  status: 'healthy' | 'unhealthy';
  error?: string;
}

/** `/health`: whether all is well, with both stores. */
export interface HealthReport {
  status: HealthyOrNot['status'];
  /** ISO 8601, in UTC. */
  timestamp: string;
  checks: Record<'database' | 'redis', HealthyOrNot & { result: boolean }>;
  /** Of Sendstream. */
  version: string;
  /** Since the process began. */
  uptime_seconds: number;
}

/** `/ready`: ours, and beside it what older monitoring reads. */
export interface ReadinessReport {
  status: Readiness['status'];
  /** Whether requests may come. */
  ready: boolean;
  /** ISO 8601, in UTC. */
  timestamp: string;
  /** `database` is `postgresql` once more, in the old words. */
  checks: Record<string, (CheckResult | HealthyOrNot) & { connected?: boolean }>;
  version: string;
}

/** `/startup`: what the boot has done. */
export interface StartupReport {
  started: boolean;
  timestamp: string;
  initialization: Record<'database_initialized' | 'redis_initialized' | 'providers_initialized', boolean>;
  version: string;
  /** When the process began. */
  started_at: string;
}

/** How the stores are, as `/health` says it. */
export function healthReport({ checks }: Readiness): HealthReport {
  const [database, redis] = [checks.postgresql, checks.redis].map((result) => ({
    ...inOldWords(result),
    result: isUp(result),
  })) as [HealthReport['checks']['database'], HealthReport['checks']['redis']];
  const isWell = database.result && redis.result;
  return {
    status: isWell ? 'healthy' : 'unhealthy',
    timestamp: now(),
    checks: { database, redis },
    ...self(),
  };
}

/** Whether work can be done, as `/ready` says it. */
export function readinessReport({ status, checks }: Readiness): ReadinessReport {
  const { postgresql, redis, ...rest } = checks;
  return {
    status,
    ready: status !== 'unavailable',
    timestamp: now(),
    checks: {
      ...(postgresql && { postgresql }),
      ...(redis && { redis: { ...redis, connected: isUp(redis) } }),
      ...rest,
      database: { ...inOldWords(postgresql), connected: isUp(postgresql) },
    },
    version: VERSION,
  };
}

/** That the boot has ended, as `/startup` says it: before that nobody listens. */
export function startupReport({ hasProviders }: { hasProviders: boolean }): StartupReport {
  const initialization = {
    database_initialized: true,
    redis_initialized: true,
    providers_initialized: hasProviders,
  };
  const started_at = new Date(Date.now() - process.uptime() * 1_000).toISOString();
  return { started: true, timestamp: now(), initialization, version: VERSION, started_at };
}

function self(): Pick<HealthReport, 'version' | 'uptime_seconds'> {
  return { version: VERSION, uptime_seconds: Math.round(process.uptime()) };
}

/** The time of an answer. */
export function now(): string {
  return new Date().toISOString();
}

function isUp(result: CheckResult | undefined): boolean {
  return result?.status === 'up';
}

function inOldWords(result: CheckResult | undefined): HealthyOrNot {
  const status = isUp(result) ? 'healthy' : 'unhealthy';
  return result?.error === undefined ? { status } : { status, error: result.error };
}
