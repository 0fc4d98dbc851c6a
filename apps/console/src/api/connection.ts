import { useSyncExternalStore } from 'react';

/** Whether messages can be seen: `offline` where nobody answers, `unavailable` where the API says that PostgreSQL is away. */
export type Connection = 'ok' | 'offline' | 'unavailable';

let current: Connection = 'ok';
const listeners = new Set<() => void>();

/** Told by whatever calls the API. */
export function setConnection(next: Connection): void {
  if (next === current) return;
  current = next;
  listeners.forEach((listener) => listener());
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether messages can be found: without Redis they are. Asked beside the client, whose watch would call any answer a connection. */
export async function databaseAnswers(withinMs: number): Promise<boolean> {
  try {
    const answer = await fetch('/health', { signal: AbortSignal.timeout(withinMs) });
    const { checks } = (await answer.json()) as { checks?: { database?: { status: string } } };
    return checks?.database?.status === 'healthy';
  } catch {
    return false;
  }
}
