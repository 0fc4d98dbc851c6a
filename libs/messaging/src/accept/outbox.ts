import { Injectable, Logger } from '@nestjs/common';
import { newId } from '#config';
import {
  isDatabaseUnavailable,
  type Message,
  MessageIntake,
  type NewMessage,
  type StoredMessage,
} from '#entities';
import { Metrics } from '#observability';
import { Providers } from '#providers';
import { QueueProducer } from '#queue';
import { Batches } from '../batches.js';
import { MESSAGE_QUEUES, messageEntry } from '../message-queues.js';
import type { Draft } from './draft.js';
import { channelOf, pairOf } from './participants.js';

const PATIENCE_MS = 1_000;

/** Takes messages over from clients. */
@Injectable()
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  private readonly intake: Batches<NewMessage, StoredMessage>;
  private queueIsAway = false;

  constructor(
    intake: MessageIntake,
    private readonly queue: QueueProducer,
    private readonly providers: Providers,
    private readonly metrics: Metrics,
  ) {
    this.intake = new Batches({
      run: (rows) => storeAll(intake, rows),
      keyOf: (row) => row.id,
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
    const row = this.newMessage(draft);
    const stored = await this.intake.add(row);
    this.metrics.messageAccepted(row.type);
    await this.wake(row);
    return asMessage(row, stored);
  }

  private newMessage(draft: Draft): NewMessage {
    const pair = pairOf(draft.from, draft.to);
    return {
      id: newId(),
      conversation_id: newId(),
      channel: channelOf(draft.type),
      participant_low: pair.low,
      participant_high: pair.high,
      type: draft.type,
      from_address: draft.from,
      to_address: draft.to,
      body: draft.body,
      subject: draft.subject,
      html: draft.html,
      attachments: draft.attachments,
      metadata: draft.metadata,
      provider: this.providers.nameFor(draft.type),
    };
  }

  private async wake(row: NewMessage): Promise<void> {
    try {
      await this.queue.add(MESSAGE_QUEUES[row.type], { ...messageEntry(row.id, 0) });
      if (this.queueIsAway) this.logger.log('the queue takes entries again');
      this.queueIsAway = false;
    } catch (error) {
      const msg = 'the queue is away: messages are stored, and will be queued when it is back';
      if (!this.queueIsAway) this.logger.warn({ msg, error: (error as Error).message });
      this.queueIsAway = true;
    }
  }
}

/**
 * One statement; when a connection broke under it, so that its commit may have happened, once more with the same ids,
 * which stores nothing twice. A client waits for an answer: a database that was slow to fail is not asked again.
 */
async function storeAll(intake: MessageIntake, rows: NewMessage[]): Promise<StoredMessage[]> {
  const started = performance.now();
  const stored = await intake.accept(rows).catch((error: unknown) => {
    if (!isDatabaseUnavailable(error) || performance.now() - started > PATIENCE_MS) throw error;
    return intake.accept(rows);
  });
  return rows.map((row) => stored.get(row.id) as StoredMessage);
}

function asMessage(row: NewMessage, stored: StoredMessage): Message {
  return {
    id: row.id,
    conversationId: stored.conversation_id,
    direction: 'outbound',
    type: row.type,
    status: 'pending',
    from: row.from_address,
    to: row.to_address,
    body: row.body,
    subject: row.subject,
    html: row.html,
    attachments: row.attachments,
    metadata: row.metadata,
    provider: row.provider,
    providerMessageId: null,
    retryCount: 0,
    attemptCount: 0,
    error: null,
    attemptId: null,
    leaseToken: null,
    leaseExpiresAt: null,
    dueAt: stored.created_at,
    scheduledAt: null,
    createdAt: stored.created_at,
    updatedAt: stored.created_at,
    sentAt: null,
    deliveredAt: null,
    failedAt: null,
  };
}
