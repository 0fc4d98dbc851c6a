/** One thing an app needs. `required`: without it the app cannot do its work; else it is only degraded. */
export interface Check {
  name: string;
  required: boolean;
  /** Throws the reason when it is not there, or Degraded. May answer its version. */
  run(): Promise<string | void>;
}

/** Why something is there and does not do its work, and since when. */
export class Degraded extends Error {
  override readonly name = 'Degraded';

  constructor(
    message: string,
    readonly since: Date,
  ) {
    super(message);
  }
}

export interface CheckResult {
  /** `degraded`: it is there, and its work waits. */
  status: 'up' | 'degraded' | 'down';
  error?: string;
  /** Since when it is degraded; ISO 8601, in UTC. */
  since?: string;
  version?: string;
  /** How long it took to answer. */
  latency_ms?: number;
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'unavailable';
  checks: Record<string, CheckResult>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** Runs all checks side by side, each for two seconds at most; `timed`: says how long each took. Never throws. */
export async function readiness(checks: Check[], { timed = false } = {}): Promise<Readiness> {
  const results = await Promise.all(checks.map((check) => (timed ? timedCheck(check) : runCheck(check))));
  const isDown = checks.some(({ required }, index) => required && results[index]?.status === 'down');
  const status = isDown
    ? 'unavailable'
    : results.every((result) => result.status === 'up')
      ? 'ready'
      : 'degraded';
  return {
    status,
    checks: Object.fromEntries(checks.map((check, index) => [check.name, results[index] as CheckResult])),
  };
}

/** Several findings as one: as bad as the worst of them. */
export function worstOf(...parts: Readiness[]): Readiness {
  const worst = (['unavailable', 'degraded'] as const).find((bad) =>
    parts.some(({ status }) => status === bad),
  );
  const checks = Object.assign({}, ...parts.map((part) => part.checks)) as Readiness['checks'];
  return { status: worst ?? 'ready', checks };
}

async function timedCheck(check: Check): Promise<CheckResult> {
  const started = performance.now();
  const result = await runCheck(check);
  return { ...result, latency_ms: Math.round(performance.now() - started) };
}

async function runCheck(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    const version = await Promise.race([check.run(), timeout]);
    return typeof version === 'string' ? { status: 'up', version } : { status: 'up' };
  } catch (error) {
    if (error instanceof Degraded)
      return { status: 'degraded', error: error.message, since: error.since.toISOString() };
    return { status: 'down', error: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Node's refused connections come as an AggregateError without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
