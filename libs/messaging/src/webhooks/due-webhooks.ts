import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, OutageLog, ProcessorSettings } from '#config';
import { type WebhookCapacity, DueWebhookRows, DueMessageRows } from '#entities';
import { QueueAdmin, QueueProducer } from '#queue';
import { LostEntries } from '../due/lost-entries.js';
import { CALLBACK_QUEUE } from '../message-queues.js';
import { isStoreOutage } from '../store-outage.js';

/** An event is in the queue at most so long after the change it tells of. One look at nothing costs the database 0.1 ms. */
const POLL_INTERVAL_MS = 250;
/** How long ends of calls are gathered before their successors are looked for. */
const GATHER_MS = 20;
/** With very many receivers a look takes some time. */
const REST_PER_WORK = 4;
const MAX_REST_MS = 1_000;
const LOST_CHECK_INTERVAL_MS = 1_000;
const CLEAN_EVERY_MS = 60_000;
const BATCH = 500;
const ROUNDS = 5;
/**
 * Parts of all slots. Whoever may send names a callback_url, so all of them together never hold everything, however
 * well they behaved before; those that nobody knows yet, or that keep us waiting, get little. Endpoints are few.
 */
const FOR_PROMPT_URLS = 1 / 2;
const FOR_DOUBTFUL = 1 / 4;

/**
 * Puts callbacks in their queue whose time has come: new ones, retries, those of an endpoint that was resumed, and those
 * whose processor or queue entry was lost. Any number of processors may do so at once.
 */
@Injectable()
export class DueWebhooks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueWebhooks.name);
  private readonly lost = new LostEntries();
  private readonly loop = new BackgroundLoop((signal) => this.look(signal), {
    everyMs: POLL_INTERVAL_MS,
    restPerWork: REST_PER_WORK,
    maxRestMs: MAX_REST_MS,
    outage: new OutageLog(this.logger, {
      lasts: 'webhooks cannot be queued now; they wait',
      over: 'webhooks are queued again',
    }),
    // The reading of the queues tells of a Redis that is away, once for all.
    isToldElsewhere: isStoreOutage,
  });
  private lookForLostAt = 0;
  /** Processors that make calls now. */
  private processors = 1;
  private cleanAt = performance.now() + CLEAN_EVERY_MS;

  constructor(
    private readonly settings: ProcessorSettings,
    private readonly callbacks: DueWebhookRows,
    private readonly rows: DueMessageRows,
    private readonly producer: QueueProducer,
    private readonly admin: QueueAdmin,
  ) {}

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** There is room for further callbacks: looks for them soon. */
  wake(): void {
    this.loop.soon(GATHER_MS);
  }

  private async look(signal: AbortSignal): Promise<void> {
    let more = true;
    for (let round = 0; more && round < ROUNDS && !signal.aborted; round += 1) {
      const due = await this.callbacks.due(this.capacity());
      await this.queue(due.ids);
      more = due.more;
    }
    const now = performance.now();
    if (now >= this.lookForLostAt) {
      this.lookForLostAt = now + LOST_CHECK_INTERVAL_MS;
      await this.findLost();
    }
    if (now >= this.cleanAt) {
      this.cleanAt = now + CLEAN_EVERY_MS * (0.75 + Math.random() / 2);
      await this.callbacks.clean(this.settings.callbackRetentionDays, BATCH * 10);
    }
  }

  private capacity(): WebhookCapacity {
    const slots = this.settings.callbackConcurrency * this.processors;
    const part = (share: number) => Math.max(Math.floor(slots * share), 1);
    const lane = this.settings.callbackEndpointConcurrency;
    return { lane, promptUrls: part(FOR_PROMPT_URLS), doubtful: part(FOR_DOUBTFUL) };
  }

  private async findLost(): Promise<void> {
    this.processors = Math.max((await this.admin.stats(CALLBACK_QUEUE)).consumers, 1);
    // The database's time first: an entry written after it may be unknown to the position, one written before may not.
    const now = await this.rows.now();
    const lostBefore = this.lost.queuedBefore(now, await this.admin.position(CALLBACK_QUEUE));
    if (lostBefore) await this.queue(await this.callbacks.lost(lostBefore, BATCH));
    await this.callbacks.unpark();
  }

  /** If this fails the rows count as queued without an entry: the next looks find them as lost. */
  private async queue(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.producer.addMany(ids.map((id) => ({ queue: CALLBACK_QUEUE, data: { callback_id: id } })));
  }
}
