import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackgroundLoop, newId, type NextStep, OutageLog } from '#config';
import { AuditEvents, type NewAuditEvent } from '#entities';

const AGAIN_AFTER_MS = 1_000;
/** Bounds what may wait while PostgreSQL is away. */
const MAX_WAITING = 10_000;

/**
 * Records what was changed, after it was. What is changed is changed: an event that cannot be stored at once fails nobody's
 * request, and is stored as soon as PostgreSQL is there again.
 */
@Injectable()
export class AuditTrail implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AuditTrail.name);
  private waiting: NewAuditEvent[] = [];
  private readonly loop = new BackgroundLoop(() => this.storeWaiting(), {
    everyMs: AGAIN_AFTER_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'audit events cannot be stored now, and wait',
      over: 'audit events are stored again',
    }),
  });

  constructor(private readonly events: AuditEvents) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async record(event: Omit<NewAuditEvent, 'id'>): Promise<void> {
    const whole = { id: newId(), ...event };
    try {
      await this.events.add(whole);
    } catch {
      if (this.waiting.length >= MAX_WAITING) this.lose(this.waiting.splice(0, 1));
      this.waiting.push(whole);
      this.loop.soon(AGAIN_AFTER_MS);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.storeWaiting().catch(() => this.lose(this.waiting));
  }

  private async storeWaiting(): Promise<NextStep> {
    for (let event = this.waiting.shift(); event; event = this.waiting.shift()) {
      try {
        await this.events.add(event);
      } catch (error) {
        // At the end, so that one which can never be stored is in no other's way.
        this.waiting.push(event);
        throw error;
      }
    }
    return { inMs: Infinity };
  }

  /** What the log then has instead: who did what to what. */
  private lose(events: NewAuditEvent[]): void {
    for (const { id, actor, action, object } of events)
      this.logger.error({
        msg: 'an audit event was not stored',
        audit_id: id,
        actor_id: actor.id,
        action,
        object_id: object.id,
      });
  }
}
