import { setTimeout as delay } from 'node:timers/promises';

/** Settles as `promise` does, or rejects with `message` after `ms`. The loser is left to itself, unobserved. */
export async function withDeadline<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // After a freeze of this process the timer comes before the replies that already arrived: let those in first.
      setImmediate(() => setImmediate(() => reject(new Error(message))));
    }, ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits `ms`; returns at once, without an error, when `signal` is aborted. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** Exponential from `baseMs`, at most `capMs`, spread over its upper half so that many do not come back together. */
export function jitteredBackoff(attempt: number, baseMs: number, capMs: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20));
  return ceiling / 2 + Math.random() * (ceiling / 2);
}
