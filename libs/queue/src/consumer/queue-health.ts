export type QueueState = 'starting' | 'reading' | 'full' | 'paused' | 'failing' | 'stopped';

/** How the consumer of one queue in this process is doing. */
export interface QueueHealth {
  queue: string;
  state: QueueState;
  /** What is wrong, while something is. */
  error: string | null;
  /** How long it has been in this state, give or take half a second. */
  sinceMs: number;
  /** Since Redis last answered a read, with or without entries; null before the first answer. */
  lastReadAgoMs: number | null;
  /** Entries in hand now. */
  inHand: number;
  /**
   * True if entries have waited unread for longer than the watchdog allows although slots were free, or although no
   * call of the handler ended and none was held back. A paused queue is not stalled, nor one whose Redis is away.
   */
  stalled: boolean;
}
