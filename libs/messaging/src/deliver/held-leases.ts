import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { OutageLog, ServiceSettings } from '#config';
import { type Claim, MessageClaims } from '#entities';

interface Held {
  messageId: string;
  leaseToken: string;
  /** When the database was last asked for it: the lease ends no sooner than its length after that. */
  grantedAt: ClockReading;
}

/** The steady clock, which stands still while the machine is suspended, and the wall clock, which may be set. */
export interface ClockReading {
  steady: number;
  wall: number;
}

export function readClocks(): ClockReading {
  return { steady: performance.now(), wall: Date.now() };
}

/** Milliseconds by whichever clock says more. */
export function since(reading: ClockReading): number {
  return Math.max(performance.now() - reading.steady, Date.now() - reading.wall);
}

const GIVE_UP_WITHIN_MS = 1_000;

/** The leases this process holds; prolongs those of calls that take long, so that nobody takes a living call over. */
@Injectable()
export class HeldLeases implements OnApplicationShutdown {
  private readonly logger = new Logger(HeldLeases.name);
  private readonly held = new Map<string, Held>();
  private readonly outage = new OutageLog(this.logger, {
    lasts: 'leases could not be extended',
    over: 'leases are prolonged again',
  });
  private readonly timer: NodeJS.Timeout;
  private readonly leaseSeconds: number;

  constructor(
    private readonly claims: MessageClaims,
    settings: ServiceSettings,
  ) {
    this.leaseSeconds = settings.claimLeaseSeconds;
    // No BackgroundLoop: while one statement hangs, the next must not wait for it.
    this.timer = setInterval(() => void this.prolongOld(), this.third);
    this.timer.unref();
  }

  /** Keeps the claim's lease alive until it is let go. `askedAt`: before the claim was asked for. */
  hold({ id: messageId, leaseToken }: Claim, askedAt: ClockReading): void {
    this.held.set(leaseToken, { messageId, leaseToken, grantedAt: askedAt });
  }

  release({ leaseToken }: Claim): void {
    this.held.delete(leaseToken);
  }

  /** Whether the claim is certainly still ours because it is so young. */
  isYoung({ leaseToken }: Claim): boolean {
    const lease = this.held.get(leaseToken);
    return lease !== undefined && since(lease.grantedAt) < this.third;
  }

  /**
   * Whether the claim is certainly still ours. This process may have stood still since it was given; then the database
   * is asked, and the lease begins anew. @throws the database's error.
   */
  async isOurs({ leaseToken }: Claim): Promise<boolean> {
    const lease = this.held.get(leaseToken);
    while (lease && since(lease.grantedAt) >= this.third) {
      if (!(await this.prolong([lease])).has(lease.messageId)) return false;
    }
    return lease !== undefined;
  }

  /** Whether by our own clocks nobody can have taken the claim over; asked when there is no time to ask the database. */
  isFresh({ leaseToken }: Claim): boolean {
    const lease = this.held.get(leaseToken);
    return lease !== undefined && since(lease.grantedAt) < 2 * this.third;
  }

  /** Gives up what is held: from here on no call of it may leave. A database that does not answer is not waited for long. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const left = [...this.held.values()];
    this.held.clear();
    if (left.length === 0) return;
    const inTime = new AbortController();
    const given = this.claims.giveUp(left.map(({ messageId, leaseToken }) => ({ messageId, leaseToken })));
    try {
      await Promise.race([given, delay(GIVE_UP_WITHIN_MS, undefined, { signal: inTime.signal })]);
      this.logger.warn({ msg: 'calls in flight are left for other processes to settle', count: left.length });
    } catch (error) {
      this.logger.warn({ msg: 'leases could not be given up', error: (error as Error).message });
    } finally {
      inTime.abort();
    }
  }

  private get third(): number {
    return (this.leaseSeconds * 1_000) / 3;
  }

  /** Most calls end long before a third of their lease; only the others cost a statement. */
  private async prolongOld(): Promise<void> {
    const old = [...this.held.values()].filter((lease) => since(lease.grantedAt) >= this.third / 2);
    if (old.length === 0) return;
    try {
      const kept = await this.prolong(old);
      this.outage.worked();
      const lost = old.filter((lease) => this.held.has(lease.leaseToken) && !kept.has(lease.messageId));
      if (lost.length > 0)
        this.logger.warn({ msg: 'leases lost while their calls are in flight', count: lost.length });
    } catch (error) {
      this.outage.failed(error);
    }
  }

  private async prolong(leases: Held[]): Promise<Set<string>> {
    const askedAt = readClocks();
    const kept = await this.claims.extend(
      leases.map(({ messageId, leaseToken }) => ({ messageId, leaseToken })),
      this.leaseSeconds,
    );
    for (const lease of leases) if (kept.has(lease.messageId)) lease.grantedAt = askedAt;
    return kept;
  }
}
