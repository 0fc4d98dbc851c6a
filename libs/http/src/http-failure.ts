/** A call that ended without a whole answer, or was never made. Its message follows the name of whoever was called. */
export class HttpFailure extends Error {
  constructor(
    /**
     * `refused_url` and `refused_address`: not called, for it may lead where nobody may be called; `invalid_request`: HTTP
     * cannot carry it; `withheld`; `connect_timeout`, `timeout`, `too_slow`, `too_large`, `no_room`, `aborted`,
     * `too_many_redirects`, `protocol_changed`; else the network's own (`ECONNREFUSED`, `ENOTFOUND`, ...).
     */
    readonly code: string,
    reason: string,
    /** False only when no byte of the request can have reached the other side. */
    readonly requestLeft: boolean,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'HttpFailure';
  }
}
