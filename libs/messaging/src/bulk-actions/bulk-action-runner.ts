/** Explained in docs/decisions/0027-acting-on-many.md. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, type NextStep, OutageLog } from '#config';
import {
  BulkActions,
  type BulkEffect,
  BulkEffects,
  type Connection,
  Database,
  isConflict,
  isDatabaseUnavailable,
  MessageScan,
  type RunningBulkAction,
} from '#entities';
import { QueueAdmin } from '#queue';
import { MessageActions } from '../message-actions/message-actions.js';
import { queueOfLane } from '../message-queues.js';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 1_000;
/** A batch is followed by a pause of its own length: sending comes first. */
const REST_PER_WORK = 1;
const MAX_REST_MS = 2_000;
const BATCH = 200;
const SCAN_MS = 500;
/** A fresh message waits behind so many that are sent once more, and one batch, at most. */
const MAX_DEPTH = 100;
/** How long a job waits for its queue. */
const QUEUE_CHECK_MS = 100;

/** `waits`: for its queue to become shorter. */
type StepResult = 'advanced' | 'waits';

/**
 * Does the work of bulk actions, batch by batch, behind fresh messages. A batch and how far the job came are one
 * transaction: whatever ends the process, no message is changed twice, and none is passed over. Any number of
 * processors may do so at once; one of them takes each batch.
 */
@Injectable()
export class BulkActionRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(BulkActionRunner.name);
  private readonly loop = new BackgroundLoop((signal) => this.step(signal), {
    everyMs: POLL_INTERVAL_MS,
    restPerWork: REST_PER_WORK,
    maxRestMs: MAX_REST_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'bulk actions cannot go on now; they will later, where they stopped',
      over: 'bulk actions go on',
    }),
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly database: Database,
    private readonly jobs: BulkActions,
    private readonly effects: BulkEffects,
    private readonly scan: MessageScan,
    private readonly actions: MessageActions,
    private readonly queues: QueueAdmin,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One batch of each job that runs. */
  private async step(signal: AbortSignal): Promise<NextStep | void> {
    const results: StepResult[] = [];
    for (const job of await this.jobs.running()) if (!signal.aborted) results.push(await this.advance(job));
    if (results.includes('advanced')) return { inMs: 0 };
    if (results.includes('waits')) return { inMs: QUEUE_CHECK_MS };
  }

  private async advance(job: RunningBulkAction): Promise<StepResult> {
    const { ids, next } = await this.scan.page(boundedFilter(job), BATCH, SCAN_MS);
    const effects = await this.effects.of(ids, job.action, job.scheduledAt);
    if (job.action === 'retry' && (await this.isQueueDeep(effects))) return 'waits';
    try {
      await this.change(job, effects, next);
    } catch (error) {
      if (isDatabaseUnavailable(error) || isConflict(error)) throw error;
      this.logger.warn({
        msg: 'a batch of a bulk action failed; its messages are tried one by one',
        bulk_action_id: job.id,
      });
      await this.oneByOne(job, effects, next);
    }
    return 'advanced';
  }

  private async isQueueDeep(effects: BulkEffect[]): Promise<boolean> {
    const queues = new Set(effects.filter(({ leftOut }) => leftOut === null).map(queueOfLane));
    const positions = await Promise.all([...queues].map((queue) => this.queues.position(queue)));
    return positions.some(({ depth }) => depth > MAX_DEPTH);
  }

  /** One that cannot be changed keeps the others from nothing. */
  private async oneByOne(job: RunningBulkAction, effects: BulkEffect[], next: string | null): Promise<void> {
    let at = job;
    for (const [index, effect] of effects.entries()) {
      const position = index === effects.length - 1 ? next : effect.id;
      try {
        await this.change(at, [effect], position);
      } catch (error) {
        if (isDatabaseUnavailable(error) || isConflict(error)) throw error;
        this.logger.warn({
          msg: 'a bulk action could not change a message',
          bulk_action_id: job.id,
          message_id: effect.id,
        });
        await this.transaction(at, (on) =>
          this.jobs.advance(job.id, { position, done: 0, failed: 1, leftOut: {} }, on),
        );
      }
      at = { ...at, position };
    }
  }

  /** `position`: down to where the job has come with these. */
  private async change(
    job: RunningBulkAction,
    effects: BulkEffect[],
    position: string | null,
  ): Promise<void> {
    const wanted = effects.filter(({ leftOut }) => leftOut === null).map(({ id }) => id);
    const reasons = effects.flatMap(({ leftOut }) => leftOut ?? []);
    const changed = await this.transaction(job, async (on) => {
      const change = await this.actions.changeAll(job.action, wanted, job.scheduledAt, on);
      const { ids: moved } = change;
      // What somebody changed at this very moment is not what was asked for any more.
      const late = wanted.filter((id) => !moved.has(id)).map(() => 'changed');
      const leftOut = counted([...reasons, ...late]);
      await this.jobs.advance(job.id, { position, done: moved.size, failed: 0, leftOut }, on);
      return change;
    });
    if (!changed) return;
    this.actions.count(changed);
    if (job.action === 'retry') await this.wake(changed.ids, effects);
  }

  /** Null when another one was first, or the job was stopped. */
  private transaction<T>(job: RunningBulkAction, work: (on: Connection) => Promise<T>): Promise<T | null> {
    return this.database.transaction(async (on) => ((await this.jobs.hold(job, on)) ? work(on) : null));
  }

  private async wake(ids: Set<string>, effects: BulkEffect[]): Promise<void> {
    const ready = effects.filter(({ id }) => ids.has(id));
    await this.actions.wake(ready.map((effect) => ({ ...effect, retryCount: 0 })));
  }
}

/** What has changed since the job began is none of its own, be it by the job itself. */
function boundedFilter({ wanted, createdAt, position }: RunningBulkAction) {
  const changedBefore =
    wanted.changedBefore && wanted.changedBefore < createdAt ? wanted.changedBefore : createdAt;
  return { ...wanted, changedBefore, ...(position !== null && { after: position }) };
}

function counted(reasons: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
