/** The command line makes no sense; the message says why. The program ends with exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The command failed and has said so itself: only the exit code is left to give. */
export class AlreadyReported extends Error {
  constructor(readonly exitCode = 1) {
    super('the command failed');
    this.name = 'AlreadyReported';
  }
}
