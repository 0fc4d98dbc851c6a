/** The entry can never be handled: the transport moves it to the dead stream at once, with this reason. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';

  constructor(readonly reason: string) {
    super(reason);
  }
}

export interface TransientErrorOptions extends ErrorOptions {
  /** Milliseconds until the handler is called again; without it a jittered backoff. At most a minute is waited. */
  retryAfterMs?: number;
}

/**
 * Something outside is away or holds us back (database down, circuit open). The entry stays in hand, does not use
 * up a delivery, and its handler is called again in place.
 */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryAfterMs, ...options }: TransientErrorOptions = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Redis did not take the command in time; nobody waited for it. Whether it was done may be unknown. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}

/** The queue is paused, but a living consumer did not say in time that it obeys. */
export class PauseNotObeyedError extends Error {
  override readonly name = 'PauseNotObeyedError';

  constructor(queue: string, consumers: readonly string[], withinMs: number) {
    super(`${queue} is paused, but ${consumers.join(', ')} did not obey in ${withinMs} ms`);
  }
}
