import { ConnectionError, retryAfterSeconds } from './api-error.js';
import { sleep } from './sleep.js';

const IDEMPOTENCY_KEY = 'idempotency-key';

/** How often, how long, and by what. */
export interface RetryOptions {
  /** Attempts after the first one. */
  retries: number;
  /** For one attempt, until its answer is there whole; of a stream its beginning. */
  timeoutMs: number;
  /** The longest pause before an attempt: one that the service asks for and that is longer is left to the caller. */
  maxPauseMs: number;
  fetch: typeof fetch;
}

const FIRST_PAUSE_MS = 200;
const REPEATABLE = ['GET', 'HEAD', 'PUT', 'DELETE'];

/**
 * A fetch that tries again where that is safe. After 429 or 503 nothing was done, so any request may come again. When nobody
 * answered, or a gateway did, or the same key is being worked on (409 with Retry-After), only what is repeatable by its method or
 * has an Idempotency-Key, which stays the same. Pauses are random up to a bound that doubles; a Retry-After is a lower bound.
 * @throws ConnectionError when the last attempt had no answer; at once, when the caller's signal says so.
 */
export function retryingFetch({ retries, timeoutMs, maxPauseMs, fetch }: RetryOptions) {
  return async (request: Request): Promise<Response> => {
    const repeatable = REPEATABLE.includes(request.method) || request.headers.has(IDEMPOTENCY_KEY);
    for (let attempt = 0; ; attempt++) {
      const answer = await once(request.clone());
      const pause = pauseBefore(attempt, answer);
      const mayRetry = attempt < retries && pause <= maxPauseMs && passes(answer, repeatable);
      if (!mayRetry) {
        if (answer instanceof Response) return answer;
        throw answer;
      }
      await sleep(pause, request.signal);
    }
  };

  async function once(request: Request): Promise<Response | ConnectionError> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    try {
      const answer = await fetch(request, { signal: AbortSignal.any([request.signal, late.signal]) });
      return isStream(answer) ? answer : await whole(answer);
    } catch (cause) {
      request.signal.throwIfAborted();
      const what = late.signal.aborted ? `no answer within ${timeoutMs} ms` : 'no answer';
      return new ConnectionError(`${request.method} ${request.url}: ${what}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Events come as long as there are any: such an answer is read by who asked for it. */
function isStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** Read to its end: an answer that breaks off is none. */
async function whole(answer: Response): Promise<Response> {
  if (answer.body === null) return answer;
  const { status, statusText, headers } = answer;
  const bytes = await answer.arrayBuffer();
  // Browsers have an empty body where Node has none, and a 204 is made with none alone.
  return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers });
}

/** Whether the same request may succeed when it is made again, and cannot do any harm. */
function passes(answer: Response | ConnectionError, repeatable: boolean): boolean {
  if (!(answer instanceof Response)) return repeatable;
  const { status, headers } = answer;
  if (status === 429 || status === 503) return true;
  if (status === 409) return repeatable && headers.has('retry-after');
  return repeatable && (status === 502 || status === 504);
}

function pauseBefore(attempt: number, answer: Response | ConnectionError): number {
  const asked = answer instanceof Response ? (retryAfterSeconds(answer) ?? 0) * 1_000 : 0;
  return asked + Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
}
