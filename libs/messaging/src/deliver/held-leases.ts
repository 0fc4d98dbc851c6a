import { Logger } from '@nestjs/common';
import { type Claim, MessageClaims } from '#entities';

interface Held {
  messageId: string;
  leaseToken: string;
  since: number;
}

/** The leases this process holds; prolongs those of calls that take long, so that nobody takes a living call over. */
export class HeldLeases {
  private readonly logger = new Logger(HeldLeases.name);
  private readonly held = new Map<string, Held>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly claims: MessageClaims,
    private readonly leaseSeconds: number,
  ) {
    this.timer = setInterval(() => void this.extend(), (leaseSeconds * 1_000) / 3);
    this.timer.unref();
  }

  /** Runs `work` with the claim's lease kept alive. */
  async during<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    this.held.set(claim.leaseToken, {
      messageId: claim.id,
      leaseToken: claim.leaseToken,
      since: performance.now(),
    });
    try {
      return await work();
    } finally {
      this.held.delete(claim.leaseToken);
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Most calls end long before a third of their lease; only the others cost a statement. */
  private async extend(): Promise<void> {
    const third = (this.leaseSeconds * 1_000) / 3;
    const old = [...this.held.values()].filter((lease) => performance.now() - lease.since >= third / 2);
    if (old.length === 0) return;
    try {
      const kept = await this.claims.extend(old, this.leaseSeconds);
      const lost = old.filter((lease) => this.held.has(lease.leaseToken) && !kept.has(lease.messageId));
      if (lost.length > 0)
        this.logger.warn({ msg: 'leases lost while their calls are in flight', count: lost.length });
    } catch (error) {
      this.logger.warn({ msg: 'leases could not be prolonged', error: (error as Error).message });
    }
  }
}
