import { Injectable } from '@nestjs/common';
import { commonClock, ServiceSettings } from '#config';
import {
  type Message,
  MessageFacts,
  type MessageFactsRow,
  MessagePrices,
  type RecordedAttempt,
  type RecordedProviderEvent,
  type RecordedWebhook,
} from '#entities';
import { type FoundEntry, QueueAdmin, queueState } from '#queue';
import { queueOfLane } from '../message-queues.js';
import { type Segments, segmentsOf } from '../segments.js';
import { withinPatience } from '../queues/patience.js';
import { whyHeld } from '../deliver/provider-states.js';
import { nextStep, type NextStep } from './next-step.js';

/** PostgreSQL's clock and Redis' may differ by so much. */
const CLOCKS_DIFFER_MS = 1_000;

/** Where the queue entry of a message is; `none`: its queue has none any more, or it is not among those looked at. */
export interface EntryPlace {
  queue: string;
  id: string | null;
  state: FoundEntry['state'] | 'none';
  consumer: string | null;
}

/** All that is known of one message beside its row. */
export interface MessageDetails extends Pick<MessageFactsRow, 'apiKey'> {
  next: NextStep | null;
  attempts: RecordedAttempt[];
  providerEvents: RecordedProviderEvent[];
  webhooks: RecordedWebhook[];
  /** Null for an inbound message, and while Redis does not say. */
  entry: EntryPlace | null;
  /** Null for what is not cut into segments: MMS and email. */
  segments: Segments | null;
  /** What its provider asks for it, as far as that is known. */
  costs: { amount: number; currency: string }[];
}

/** Brings together what PostgreSQL and Redis know of a message. */
@Injectable()
export class MessageDetailsReader {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly facts: MessageFacts,
    private readonly prices: MessagePrices,
    private readonly queues: QueueAdmin,
  ) {}

  async of(message: Message): Promise<MessageDetails> {
    const { id, type, body } = message;
    const [facts, attempts, providerEvents, webhooks, costs, queue, held] = await Promise.all([
      this.facts.of(id),
      this.facts.attempts(id),
      this.facts.providerEvents(id),
      this.facts.webhooks(id),
      this.prices.of(id),
      message.status === 'pending' ? this.queueOf(message) : null,
      message.status === 'retry' ? withinPatience(whyHeld(this.queues, message.provider)) : null,
    ]);
    const around = {
      now: new Date(commonClock.now()),
      maxRetries: this.settings.maxRetries,
      lastAttempt: attempts.at(-1) ?? null,
      queue,
      held,
    };
    return {
      apiKey: facts?.apiKey ?? null,
      next: nextStep(message, around),
      attempts,
      providerEvents,
      webhooks,
      entry: await this.entryOf(message, facts?.queuedAt ?? null),
      segments: type === 'sms' ? segmentsOf(body) : null,
      costs,
    };
  }

  private async queueOf(message: Message) {
    const name = queueOfLane(message);
    const stats = await withinPatience(this.queues.stats(name));
    return stats && { name, ...queueState(stats) };
  }

  private async entryOf(message: Message, queuedAt: Date | null): Promise<EntryPlace | null> {
    const { id, direction, status } = message;
    if (direction === 'inbound') return null;
    const queue = queueOfLane(message);
    const none = { queue, id: null, state: 'none' as const, consumer: null };
    if (queuedAt === null) return none;
    const from = new Date(queuedAt.getTime() - CLOCKS_DIFFER_MS);
    const isLiving = status === 'pending' || status === 'sending';
    const searched = { text: `"message_id":"${id}"`, from, isLiving };
    const looked = await withinPatience(this.queues.find(queue, searched).then((found) => ({ found })));
    return looked && { ...none, ...looked.found };
  }
}
