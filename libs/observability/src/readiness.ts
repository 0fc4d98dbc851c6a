/** One thing an app needs. `required`: without it the app cannot do its work; else it is only degraded. */
export interface Check {
  name: string;
  required: boolean;
  /** Throws the reason when it is not there. */
  run(): Promise<void>;
}

export interface CheckResult {
  status: 'up' | 'down';
  error?: string;
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'unavailable';
  checks: Record<string, CheckResult>;
}

const CHECK_TIMEOUT_MS = 2_000;

/** Runs all checks side by side, each for two seconds at most. Never throws. */
export async function readiness(checks: Check[]): Promise<Readiness> {
  const results = await Promise.all(checks.map(runCheck));
  const down = checks.filter((_, index) => results[index]?.status === 'down');
  const status =
    down.length === 0 ? 'ready' : down.some((check) => check.required) ? 'unavailable' : 'degraded';
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

async function runCheck(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check.run(), timeout]);
    return { status: 'up' };
  } catch (error) {
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
