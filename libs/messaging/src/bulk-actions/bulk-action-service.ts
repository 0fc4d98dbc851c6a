/** Explained in docs/decisions/0027-acting-on-many.md. */
import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import {
  type BulkAction,
  type BulkActionKind,
  BulkActions,
  BulkEffects,
  type LeftOut,
  type MessageFilter,
  MessageScan,
} from '#entities';

/** What one asks for. */
export interface BulkRequest {
  action: BulkActionKind;
  /** As it was asked for, to be shown. */
  asked: object;
  filter: MessageFilter;
  /** Of `reschedule`. */
  scheduledAt: Date | null;
  /** The API key. */
  createdBy: string | null;
}

/** What an action would do now. */
export interface BulkPreview {
  matching: number;
  affected: number;
  leftOut: Partial<Record<LeftOut, number>>;
  /** True when more match than were looked at. */
  isMinimum: boolean;
}

/** Nobody waits for more to be counted. */
const MAX_COUNTED = 100_000;
const BATCH = 5_000;
const MAX_RUNNING = 20;

/** So many jobs run already. */
export class TooManyBulkActionsError extends Error {
  constructor() {
    super(`${MAX_RUNNING} bulk actions are running`);
  }
}

/** Jobs that retry, cancel or reschedule all messages that a filter wants. BulkActionRunner does the work. */
@Injectable()
export class BulkActionService {
  constructor(
    private readonly jobs: BulkActions,
    private readonly effects: BulkEffects,
    private readonly scan: MessageScan,
  ) {}

  /** Exact for up to 100,000 messages; changes nothing. */
  async preview({ action, filter, scheduledAt }: BulkRequest): Promise<BulkPreview> {
    const leftOut: Partial<Record<LeftOut, number>> = {};
    let [matching, affected] = [0, 0];
    for await (const ids of this.scan.batches(filter, BATCH)) {
      const counted = ids.slice(0, MAX_COUNTED - matching);
      for (const { leftOut: reason, count } of await this.effects.counted(counted, action, scheduledAt)) {
        if (reason === null) affected += count;
        else leftOut[reason] = (leftOut[reason] ?? 0) + count;
      }
      matching += counted.length;
      if (counted.length < ids.length) return { matching, affected, leftOut, isMinimum: true };
    }
    return { matching, affected, leftOut, isMinimum: false };
  }

  /** The job runs once this resolves. @throws TooManyBulkActionsError */
  async start({ action, asked, filter, scheduledAt, createdBy }: BulkRequest): Promise<BulkAction> {
    const [id, matching] = [newId(), await this.count(filter)];
    const job = { id, action, filter: asked, wanted: filter, scheduledAt, matching, createdBy };
    if (!(await this.jobs.create(job, MAX_RUNNING))) throw new TooManyBulkActionsError();
    return (await this.jobs.find(id)) as BulkAction;
  }

  /** It does nothing any more until it is resumed. Null: there is no such job. One that is done stays done. */
  async stop(id: string): Promise<BulkAction | null> {
    await this.jobs.setStatus(id, 'running', 'stopped');
    return this.jobs.find(id);
  }

  /** A stopped one goes on where it stopped. Null: there is no such job. */
  async resume(id: string): Promise<BulkAction | null> {
    await this.jobs.setStatus(id, 'stopped', 'running');
    return this.jobs.find(id);
  }

  private async count(filter: MessageFilter): Promise<number | null> {
    let matching = 0;
    for await (const ids of this.scan.batches(filter, BATCH)) {
      matching += ids.length;
      if (matching > MAX_COUNTED) return null;
    }
    return matching;
  }
}
