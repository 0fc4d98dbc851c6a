import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog } from '#config';
import {
  type AskedLane,
  type DueRow,
  DueMessageRows,
  type Lane,
  MESSAGE_PRIORITIES,
  MessageMoves,
} from '#entities';
import { Metrics } from '#observability';
import { QueueAdmin, QueueProducer } from '#queue';
import { blocked } from '../deliver/attempt-outcome.js';
import { LANES, queueItem, queueOfLane } from '../message-queues.js';
import { DueLane } from './due-lane.js';
import { LostEntries } from './lost-entries.js';
import { isStoreOutage } from '../store-outage.js';

const POLL_INTERVAL_MS = 1_000;
const BATCH = 500;
/** So many batches of what is over are ended in one look: nothing that is to be sent waits for more of them. */
const MAX_EXPIRED_BATCHES = 10;
/**
 * Queues every message whose time has come: retries, scheduled sends, leases that ran out, and messages whose queue
 * entry was lost. Ends what waits beyond its time, be its queue held back or not. Any number of processors may do so at once.
 */
@Injectable()
export class DueMessages implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueMessages.name);
  private readonly lost = new Map(LANES.map((lane) => [lane, new LostEntries()]));
  private readonly loop = new BackgroundLoop((signal) => this.look(signal).then(() => undefined), {
    everyMs: POLL_INTERVAL_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'due messages cannot be queued now; they will be queued later',
      over: 'due messages are being queued again',
    }),
    // The reading of the queues tells of a Redis that is away, once for all.
    isToldElsewhere: isStoreOutage,
  });

  constructor(
    private readonly rows: DueMessageRows,
    private readonly producer: QueueProducer,
    private readonly admin: QueueAdmin,
    private readonly moves: MessageMoves,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One look at everything; answers how many entries it added. Ends early once it is told to. */
  async look(signal?: AbortSignal): Promise<number> {
    await this.endWhatIsOver(signal);
    let added = 0;
    for (const priority of MESSAGE_PRIORITIES)
      added += await this.lookAt(
        LANES.filter((lane) => lane.priority === priority),
        signal,
      );
    return added;
  }

  private async endWhatIsOver(signal?: AbortSignal): Promise<void> {
    for (let round = 0; round < MAX_EXPIRED_BATCHES && !signal?.aborted; round += 1) {
      const ids = await this.rows.over(BATCH);
      if (ids.length > 0) {
        const moved = await this.moves.apply(ids.map((id) => blocked(id, 'expired')));
        this.metrics.messages.moved(moved.values());
      }
      if (ids.length < BATCH) return;
    }
  }

  private async lookAt(lanes: Lane[], signal?: AbortSignal): Promise<number> {
    // The database's time first: an entry written after it may be unknown to a position, one written before may not.
    const now = await this.rows.now();
    const all = await Promise.all(lanes.map((lane) => this.placeOf(lane, now)));
    let added = 0;
    const fill = async (find: (asked: AskedLane[]) => Promise<DueRow[]>, among = all) => {
      for (const lane of among) lane.begin();
      for (let open = among; open.length > 0 && !signal?.aborted;) {
        const due = await find(open.map(({ asked }) => asked));
        await this.queue(due);
        added += due.length;
        open = open.filter((lane) => lane.took(due));
      }
    };
    await fill((asked) => this.rows.promote('retry', asked));
    await fill((asked) => this.rows.promote('scheduled', asked));
    await fill((asked) => this.rows.expired(asked));
    await fill(
      (asked) => this.rows.lost(asked),
      all.filter(({ lostBefore }) => lostBefore !== null),
    );
    return added;
  }

  private async placeOf(lane: Lane, now: Date): Promise<DueLane> {
    const position = await this.admin.position(queueOfLane(lane));
    const lostBefore = (this.lost.get(lane) as LostEntries).queuedBefore(now, position);
    return new DueLane(lane, position.depth, lostBefore);
  }

  /** If this fails the rows are `pending` without an entry: the next looks find them as lost. */
  private async queue(due: DueRow[]): Promise<void> {
    if (due.length === 0) return;
    await this.producer.addMany(due.map(queueItem));
    this.logger.debug({ msg: 'queued what was due', count: due.length });
  }
}
