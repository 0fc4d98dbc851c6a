/** Explained in docs/decisions/0042-retention.md. */
import { Injectable } from '@nestjs/common';
import { firstIdAt, ProcessorSettings } from '#config';
import { RetentionProgress, RetentionRows, type RetentionWalk } from '#entities';
import { Metrics } from '#observability';

const DAY_MS = 86_400_000;
const BATCH = 50;
/** Of conversations, each of which may have many messages. */
const CONVERSATIONS = 20;

/** Something that is kept for so many days. */
export interface RetentionJob {
  kind: RetentionWalk | 'conversations';
  days: number;
}

/** Where a pass over one kind is. */
export interface RetentionPass {
  job: RetentionJob;
  after: string;
  below: string;
  /** Nothing of this pass was left so far: the next one may begin behind it. */
  isWhole: boolean;
}

/** Removes what was kept long enough, step by step; each step is one short transaction, and may be taken again. */
@Injectable()
export class RetentionWork {
  constructor(
    private readonly settings: ProcessorSettings,
    private readonly rows: RetentionRows,
    private readonly progress: RetentionProgress,
    private readonly metrics: Metrics,
  ) {}

  /** What is kept for a time, and not for good. */
  jobs(): RetentionJob[] {
    const { settings } = this;
    const jobs: RetentionJob[] = [
      { kind: 'bodies', days: settings.bodyRetentionDays },
      { kind: 'attachments', days: settings.attachmentRetentionDays },
      { kind: 'addresses', days: settings.addressRetentionDays },
      { kind: 'participants', days: settings.addressRetentionDays },
      { kind: 'bulk_filters', days: settings.addressRetentionDays },
      { kind: 'payloads', days: settings.providerPayloadRetentionDays },
      { kind: 'events', days: settings.eventRetentionDays },
      { kind: 'messages', days: settings.messageRetentionDays },
      { kind: 'stray_events', days: settings.messageRetentionDays },
      { kind: 'conversations', days: settings.conversationRetentionDays },
    ];
    return jobs.filter(({ days }) => days > 0);
  }

  /** A pass from where the last one has done everything. */
  async begin(job: RetentionJob): Promise<RetentionPass> {
    const after = await this.progress.position(job.kind);
    return { job, after, below: firstIdAt(Date.now() - job.days * DAY_MS), isWhole: true };
  }

  /** The next step of a pass; null: it is at its end. */
  async step(pass: RetentionPass): Promise<RetentionPass | null> {
    const { kind, days } = pass.job;
    if (kind === 'conversations') return this.removeConversations(pass);
    const { done, next, left } = await this.rows.step(kind, pass.after, pass.below, days, BATCH);
    this.metrics.retention.rows(kind, done);
    const isWhole = pass.isWhole && left === null;
    if (next === null) return this.ended(kind);
    if (isWhole) await this.progress.passed(kind, next);
    return { ...pass, after: next, isWhole };
  }

  /** All that there is to do now. */
  async run(): Promise<void> {
    for (const job of this.jobs())
      for (let pass: RetentionPass | null = await this.begin(job); pass; pass = await this.step(pass));
  }

  private async removeConversations(pass: RetentionPass): Promise<RetentionPass | null> {
    const { kind, days } = pass.job;
    const ids = await this.rows.idleConversations(pass.after, pass.below, days, CONVERSATIONS);
    for (const id of ids) {
      if (await this.rows.isUnfinished(id)) continue;
      while ((await this.rows.removeMessages(id, days, BATCH)) > 0);
      if (await this.rows.removeConversation(id)) this.metrics.retention.rows(kind, 1);
    }
    const last = ids.at(-1);
    return last === undefined || ids.length < CONVERSATIONS ? this.ended(kind) : { ...pass, after: last };
  }

  private ended(kind: string): null {
    this.metrics.retention.ended(kind);
    return null;
  }
}
