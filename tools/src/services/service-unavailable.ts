/** Nothing here can serve; the message is one line that says what a person can do about it. */
export class ServiceUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ServiceUnavailable';
  }
}
