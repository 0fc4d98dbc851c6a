/** The call was not made: the gate closed while its message was being claimed. */
export class NotCalledError extends Error {
  constructor(
    message: string,
    /** Until the next call may be made. */
    readonly waitMs: number,
  ) {
    super(message);
  }
}
