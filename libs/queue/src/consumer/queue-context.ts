import { BaseRpcContext } from '@nestjs/microservices';

export interface QueueHeaders {
  /** W3C trace context the sender added. */
  traceparent?: string;
}

/** What `@Ctx()` gives a queue handler besides the data. */
export class QueueContext extends BaseRpcContext<
  [queue: string, entryId: string, deliveryCount: number, headers: QueueHeaders, leaveSlot: () => void]
> {
  get queue(): string {
    return this.args[0];
  }

  get entryId(): string {
    return this.args[1];
  }

  /** 1 at the first delivery. Calls repeated in place after a `TransientError` do not count. */
  get deliveryCount(): number {
    return this.args[2];
  }

  get headers(): QueueHeaders {
    return this.args[3];
  }

  /**
   * Lets the queue read on: from here on this entry takes no slot. It stays in hand, and nobody else's, until the handler
   * ends. How many are in hand beside the slots is then for the handler to bound.
   */
  leaveSlot(): void {
    this.args[4]();
  }
}
