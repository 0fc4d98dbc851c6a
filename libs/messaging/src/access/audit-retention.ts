import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ProcessorSettings } from '#config';
import { AuditEvents } from '#entities';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 60_000;
const BATCH = 1_000;

/** Deletes the audit events that are older than AUDIT_RETENTION_DAYS, some at a time. */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditRetention.name);
  private readonly loop = new BackgroundLoop((signal) => this.forgetAll(signal).then(() => undefined), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'old audit events cannot be deleted now',
      over: 'old audit events are deleted again',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly settings: ProcessorSettings,
    private readonly events: AuditEvents,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Answers how many there were. */
  async forgetAll(signal?: AbortSignal): Promise<number> {
    let forgotten = 0;
    for (let some = BATCH; some === BATCH && !signal?.aborted; forgotten += some)
      some = await this.events.forget(this.settings.auditRetentionDays, BATCH);
    return forgotten;
  }
}
