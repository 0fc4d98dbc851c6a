import { Injectable, Logger } from '@nestjs/common';
import { forEachYielding, newId, OutageLog, ServiceSettings } from '#config';
import {
  IdempotencyKeys,
  isDatabaseUnavailable,
  type StoredRequest,
  type KeyedRequest,
  type Message,
  MessageIntake,
  Messages,
  type NewMessage,
  type StoredMessage,
} from '#entities';
import { Metrics, traceIdOf, type TraceSpan, Tracing } from '#observability';
import { QueueProducer } from '#queue';
import { isPool } from '../addresses/text-party.js';
import { Batcher } from '../batcher.js';
import { queueItem, queueOfLane, type ReadyMessage } from '../message-queues.js';
import { RouteTable } from '../routes/route-table.js';
import { ChosenSenders } from '../senders/chosen-senders.js';
import { acceptSpans } from './accept-trace.js';
import { acceptedMessage, asAccepted } from './as-accepted.js';
import type { Draft } from './draft.js';
import { type IdempotencyKey, KeyReusedError } from './idempotency-key.js';
import { newMessage } from './new-message.js';

const TIMEOUT_MS = 1_000;

/** What one request asks for: all of it is stored, or nothing. */
interface StoreRequest {
  rows: NewMessage[];
  request: KeyedRequest | null;
}

/** What became of a request; in the order of its drafts. */
export interface AcceptResult {
  /** Of all that it accepted, also of what is deleted by now. */
  ids: string[];
  /** Those that are still there. */
  messages: Message[];
  /** True when an earlier request with the same key did it; the messages are as they were then. */
  replayed: boolean;
  /** What was refused with them, by the key. */
  refused: unknown;
}

/** Takes messages over from clients. */
@Injectable()
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  private readonly intake: Batcher<StoreRequest, Message[] | null>;
  private readonly outage = new OutageLog(this.logger, {
    lasts: 'the queue cannot be reached: messages are stored, and will be queued when it is back',
    over: 'the queue accepts entries again',
  });

  constructor(
    private readonly settings: ServiceSettings,
    intake: MessageIntake,
    private readonly keys: IdempotencyKeys,
    private readonly messages: Messages,
    private readonly queue: QueueProducer,
    private readonly routes: RouteTable,
    private readonly senders: ChosenSenders,
    private readonly metrics: Metrics,
    private readonly tracing: Tracing,
  ) {
    this.intake = new Batcher({
      run: (storeRequests) => storeAll(intake, storeRequests, settings.idempotencyKeySeconds),
      keyOf: ({ rows, request }) =>
        request ? `${request.scope} ${request.key}` : (rows[0] as NewMessage).id,
      weightOf: ({ rows }) => rows.length,
      isOutage: isDatabaseUnavailable,
      maxSize: 250,
      maxInFlight: 2,
    });
  }

  /**
   * Stores the message and queues it. Once this resolves the message is durable: the row is committed, and if the
   * queue could not be told, DueMessages will tell it. Calls made at the same time share their round trips.
   * @throws the database's error when it was not stored.
   */
  async accept(draft: Draft): Promise<Message> {
    const { messages } = await this.acceptAll([draft], null);
    return messages[0] as Message;
  }

  /**
   * Stores all these messages (at least one) or none, and queues them, as `accept`. With a key: if an earlier request
   * had the same key and fingerprint, nothing is stored, and the answer is what that request was answered.
   * @throws KeyReusedError when an earlier request with this key asked for something else.
   */
  async acceptAll(drafts: Draft[], key: IdempotencyKey | null): Promise<AcceptResult> {
    const requestId = key && newId();
    // Nobody waits who sends from no pool.
    const numbers = drafts.some(({ from }) => isPool(from)) ? await this.senders.of(drafts) : [];
    const rows: NewMessage[] = [];
    await forEachYielding(drafts, (draft, index) =>
      rows.push(newMessage(draft, this.routes.plan(draft), numbers[index] ?? null, requestId)),
    );
    const refused = key?.refused ?? null;
    const request = key && {
      ...key,
      request_id: requestId as string,
      message_ids: rows.map(({ id }) => id),
      refused,
    };
    const spans = this.tracing.isOn ? acceptSpans(this.tracing, rows) : [];
    const messages = await this.store({ rows, request }, spans);
    if (messages === null) return this.replay(key as IdempotencyKey, await this.find(key as IdempotencyKey));
    if (Logger.isLevelEnabled('debug')) messages.forEach((message) => this.tell(message));
    this.metrics.messages.accepted(rows);
    await this.wake(messages.filter(({ status }) => status === 'pending'));
    return { ids: rows.map(({ id }) => id), messages, replayed: false, refused };
  }

  /**
   * What the request with this key was answered, if there was one; else null.
   * @throws KeyReusedError when it asked for something else.
   */
  async earlier(key: IdempotencyKey): Promise<AcceptResult | null> {
    const kept = await this.find(key);
    return kept && this.replay(key, kept);
  }

  /** Queues these `pending` messages. Never fails: what the queue cannot be told now, DueMessages will tell it. */
  async wake(ready: ReadyMessage[]): Promise<void> {
    if (ready.length === 0) return;
    try {
      await this.queue.addMany(ready.map(queueItem));
      this.outage.worked();
    } catch (error) {
      this.outage.failed(error);
    }
  }

  private async store(asked: StoreRequest, spans: TraceSpan[]): Promise<Message[] | null> {
    try {
      const messages = await this.intake.add(asked);
      const attributes = { 'sendstream.replayed': messages === null };
      for (const span of spans) span.end(attributes);
      return messages;
    } catch (error) {
      for (const span of spans) span.end({}, (error as Error).name);
      throw error;
    }
  }

  private tell({ id, type, provider, status, requestId, traceparent, ...lane }: Message): void {
    const queue = queueOfLane({ type, ...lane });
    const ids = { message_id: id, trace_id: traceIdOf(traceparent), request_id: requestId ?? undefined };
    this.logger.debug({ msg: 'message accepted', ...ids, queue, provider, status });
  }

  private find({ scope, key }: IdempotencyKey): Promise<StoredRequest | null> {
    return this.keys.find(scope, key, this.settings.idempotencyKeySeconds);
  }

  private async replay({ fingerprint }: IdempotencyKey, kept: StoredRequest | null): Promise<AcceptResult> {
    if (kept?.fingerprint !== fingerprint) throw new KeyReusedError();
    const found = await this.messages.findAll(kept.messageIds);
    const { messageIds: ids, refused } = kept;
    return { ids, messages: found.map(asAccepted), replayed: true, refused };
  }
}

/**
 * One statement; when a connection broke under it, so that its commit may have happened, once more with the same ids,
 * which stores nothing twice. A client waits for an answer: a database that was slow to fail is not asked again. Null for
 * a parcel whose key another request holds.
 */
async function storeAll(
  intake: MessageIntake,
  storeRequests: StoreRequest[],
  keySeconds: number,
): Promise<(Message[] | null)[]> {
  const rows = storeRequests.flatMap((storeRequest) => storeRequest.rows);
  const requests = storeRequests.flatMap(({ request }) => request ?? []);
  const started = performance.now();
  const stored = await intake.accept(rows, requests, keySeconds).catch((error: unknown) => {
    if (!isDatabaseUnavailable(error) || performance.now() - started > TIMEOUT_MS) throw error;
    return intake.accept(rows, requests, keySeconds);
  });
  return storeRequests.map((storeRequest) => {
    if (!stored.has((storeRequest.rows[0] as NewMessage).id)) return null;
    return storeRequest.rows.map((row) => acceptedMessage(row, stored.get(row.id) as StoredMessage));
  });
}
