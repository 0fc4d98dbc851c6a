const ANSWER_WITHIN_MS = 2_000;

/**
 * Waits until `GET /health` of the address answers 200.
 * @throws Error when it has not after `timeoutMs`.
 */
export async function whenHealthy(url: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let last = '';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (response.ok) return;
      last = `HTTP ${response.status}`;
    } catch (error) {
      last = String((error as Error).cause ?? error);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url}/health did not answer 200 within ${timeoutMs / 1_000} s (last: ${last})`);
}
