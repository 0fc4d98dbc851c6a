/** An HTTP exchange that ended without a whole answer. */
export class ExchangeFailure extends Error {
  constructor(
    /** `ECONNREFUSED`, `ECONNRESET`, `timeout`, `connect_timeout`, ... */
    readonly code: string,
    reason: string,
    /** False only when no byte of the request can have reached the other side. */
    readonly requestLeft: boolean,
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'ExchangeFailure';
  }
}
