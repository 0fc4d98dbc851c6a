import { answerOf, ApiError, ConnectionError, createClient, type Schemas } from '@sendstream/client';
import { databaseAnswers, setConnection } from './connection.js';

export { answerOf, ApiError, type Schemas };

/** Told when the API says that nobody is signed in any more. */
export const signedOut = new EventTarget();

/** How long an answer may take before the connection counts as lost. */
const TIMEOUT_MS = 15_000;

/**
 * The API, as every view calls it. What reads asks again by itself (`useLive`), so the client does not; who changes something is
 * told when that failed, and decides.
 */
export const client = createClient({ baseUrl: '', retries: 0, timeoutMs: TIMEOUT_MS, fetch: watchedFetch });

async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(input, init);
    // It may be Redis that is away; messages are found all the same.
    const isAway = answer.status === 503 && !(await databaseAnswers(TIMEOUT_MS));
    setConnection(isAway ? 'unavailable' : 'ok');
    const isSignIn = input instanceof Request && new URL(input.url).pathname === '/api/v1/session';
    if (answer.status === 401 && !isSignIn) signedOut.dispatchEvent(new Event('signed-out'));
    return answer;
  } catch (error) {
    // Whoever left the view ended the request himself.
    const isAborted = input instanceof Request && input.signal.aborted;
    if (!isAborted) setConnection('offline');
    throw error;
  }
}

/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.problem.detail || error.problem.title;
  if (error instanceof ConnectionError)
    return 'The server did not answer. Whether it was done is not known: look before trying again.';
  return error instanceof Error ? error.message : String(error);
}
