import type { components } from './schema.js';

/** What is wrong, as the service tells it (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** The service refused, or could not. `problem` says why; what is no problem of its own (a proxy's page) is told as one. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds after which it makes sense to try again; null when the service names none. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${status} ${problem.title}: ${problem.detail}`);
  }

  /** The parts of the request that are wrong, each with its reason. */
  get fieldErrors(): NonNullable<Problem['errors']> {
    return this.problem.errors ?? [];
  }
}

/** Nobody answered: whether the request was done is not known. `cause` is the fault of the connection. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** The error that an answer other than 2xx stands for; `body` is what was read of it. */
export function apiErrorOf(response: Response, body: unknown): ApiError {
  const { status, statusText } = response;
  const told = isProblem(body) ? body : null;
  const problem = {
    type: 'about:blank',
    title: statusText,
    detail: 'The answer says no more.',
    ...told,
    status,
  };
  return new ApiError(status, problem, retryAfterSeconds(response));
}

/** `Retry-After` as seconds from now, whichever of its two forms it has. RFC 9110, 10.2.3. */
export function retryAfterSeconds(response: Response): number | null {
  const value = response.headers.get('retry-after');
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? null : Math.max(0, (moment - Date.now()) / 1_000);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).detail === 'string';
}
