/** A call to an address that somebody gave us, that ended without an answer. */
export class GuardedCallError extends Error {
  constructor(
    /**
     * `refused_url` and `refused_address`: not called, for it may lead into our own network; `timeout`, `too_slow`, `too_large`,
     * `no_room`, `too_many_redirects`, `withheld`; else the network's own (`ECONNREFUSED`, `ENOTFOUND`, ...).
     */
    readonly code: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'GuardedCallError';
  }
}
