import { useSyncExternalStore } from 'react';

/** Whether the API can be reached: `offline` where nobody answers, `unavailable` where it says that a store is away. */
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
