import { isDatabaseUnavailable } from '#entities';
import { QueueUnavailableError } from '#queue';

/** What went wrong in one line for people, and what to do where that is known. Never a stack. */
export function failureLine(error: unknown): string {
  const { message, code } = error as Error & { code?: string };
  const said = message || code || String(error);
  if (error instanceof QueueUnavailableError) {
    const why = said.replace(/^(not connected to Redis|Redis is unavailable)(: )?/, '');
    return `Redis does not answer at REDIS_URL${why && `: ${why}`}`;
  }
  if (isDatabaseUnavailable(error)) return `PostgreSQL does not answer at DATABASE_URL: ${said}`;
  return said;
}
