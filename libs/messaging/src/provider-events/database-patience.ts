import { setTimeout as sleep } from 'node:timers/promises';

/** How long a callback waits for a database that says nothing; providers wait some ten seconds for us. */
const TIMEOUT_MS = 3_000;

/** Counts as an outage: what PostgreSQL would have said is not waited for. */
export class DatabaseSilentError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor() {
    super('PostgreSQL did not answer in time');
    this.name = 'DatabaseSilentError';
  }
}

/** @throws DatabaseSilentError when `work` takes too long; it goes on, which does no harm: an event is stored once. */
export async function withinPatience<T>(work: Promise<T>): Promise<T> {
  const enough = new AbortController();
  work.catch(() => undefined);
  const silence = sleep(TIMEOUT_MS, undefined, { signal: enough.signal }).then(() => {
    throw new DatabaseSilentError();
  });
  silence.catch(() => undefined);
  try {
    return await Promise.race([work, silence]);
  } finally {
    enough.abort();
  }
}
