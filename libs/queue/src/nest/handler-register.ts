/** Counts the handlers that Nest hands to the transport; Nest itself would let a second one silently win. */
export class HandlerRegister {
  private readonly counts = new Map<string, number>();

  add(queue: string): void {
    this.counts.set(queue, (this.counts.get(queue) ?? 0) + 1);
  }

  /** Throws an Error that names every queue without a handler or with several, and every handler without a queue. */
  check(configured: readonly string[]): void {
    const count = (queue: string): number => this.counts.get(queue) ?? 0;
    const faults = [
      ...configured.filter((queue) => count(queue) === 0).map((queue) => `queue ${queue} has no handler`),
      ...configured
        .filter((queue) => count(queue) > 1)
        .map((queue) => `queue ${queue} has ${count(queue)} handlers, it needs exactly one`),
      ...[...this.counts.keys()]
        .filter((queue) => !configured.includes(queue))
        .map((queue) => `there is a handler for ${queue}, which is not a configured queue`),
      ...configured
        .filter((queue, index) => configured.indexOf(queue) !== index)
        .map((queue) => `queue ${queue} is configured twice`),
    ];
    if (faults.length > 0) throw new Error(`queues and handlers do not match: ${faults.join('; ')}`);
  }
}
