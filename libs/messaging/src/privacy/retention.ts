/** Explained in docs/decisions/0042-retention.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import { RetentionProgress } from '#entities';
import { randomUUID } from 'node:crypto';
import { isStoreOutage } from '../store-outage.js';
import { type RetentionJob, type RetentionPass, RetentionWork } from './retention-work.js';

/** Days pass slowly. */
const PASS_EVERY_MS = 3_600_000;
/** Whether another process has died at it is looked up so often. */
const LOOK_EVERY_MS = 15_000;
const LEASE_SECONDS = 60;
/** A batch is followed by a pause of so many times its own length: sending comes first. */
const REST_PER_WORK = 9;
const MAX_REST_MS = 5_000;

/** Does the work of retention behind everything else: one process at a time, batch by batch, again every hour. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private readonly holder = randomUUID();
  private readonly loop = new BackgroundLoop((signal) => this.look(signal), {
    everyMs: LOOK_EVERY_MS,
    restPerWork: REST_PER_WORK,
    maxRestMs: MAX_REST_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'what is older than it may be cannot be removed now; it will be later',
      over: 'what is older than it may be is removed again',
    }),
    isToldElsewhere: isStoreOutage,
  });
  private waiting: RetentionJob[] = [];
  private pass: RetentionPass | null = null;
  private nextPassAt = 0;

  constructor(
    private readonly work: RetentionWork,
    private readonly progress: RetentionProgress,
  ) {}

  onApplicationBootstrap(): void {
    if (this.work.jobs().length > 0) this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    // Who is held up by PostgreSQL now leaves the lease to run out.
    if (this.work.jobs().length > 0) await this.progress.release(this.holder).catch(() => undefined);
  }

  /** One batch. */
  private async look(signal: AbortSignal): Promise<NextStep | void> {
    if (signal.aborted || !(await this.progress.hold(this.holder, LEASE_SECONDS))) return;
    this.pass ??= await this.nextPass();
    if (!this.pass) return;
    this.pass = await this.work.step(this.pass);
    return { inMs: 0 };
  }

  private async nextPass(): Promise<RetentionPass | null> {
    if (this.waiting.length === 0 && performance.now() >= this.nextPassAt) {
      this.waiting = this.work.jobs();
      this.nextPassAt = performance.now() + PASS_EVERY_MS;
    }
    const job = this.waiting.shift();
    return job ? this.work.begin(job) : null;
  }
}
