/** What the watchdog looks at; times are monotonic milliseconds. */
export interface WatchdogView {
  now: number;
  unread: boolean;
  freeSlots: number;
  /** The latest of: last read, last moment without a free slot, end of a pause, start. */
  couldReadSince: number;
  /** Entries that wait in their slots for something outside. */
  heldBack: number;
  /** The latest of: end of a handler's call, moment the last slot was taken, end of a pause. */
  couldEndSince: number;
}

/** True if entries wait and this consumer has not moved for `stalledAfterMs`, for no reason of its own. */
export function isStalled(view: WatchdogView, stalledAfterMs: number): boolean {
  if (!view.unread) return false;
  if (view.freeSlots > 0) return view.now - view.couldReadSince > stalledAfterMs;
  return view.heldBack === 0 && view.now - view.couldEndSince > stalledAfterMs;
}
