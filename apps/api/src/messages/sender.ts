import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Message, Messages } from '#entities';
import { type Accepted, Delivery, type Draft, type IdempotencyKey, Outbox } from '#messaging';

/** Accepts messages; in synchronous mode (for debugging) also sends them before answering. */
@Injectable()
export class Sender {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly outbox: Outbox,
    private readonly delivery: Delivery,
    private readonly messages: Messages,
  ) {}

  /** All of these drafts or none. @throws KeyReusedError when the key was used for something else. */
  async sendAll(drafts: Draft[], key: IdempotencyKey | null): Promise<Accepted> {
    const accepted = await this.outbox.acceptAll(drafts, key);
    if (!this.settings.syncMessageProcessing || accepted.replayed) return accepted;
    return { ...accepted, messages: await this.deliverNow(accepted.messages) };
  }

  /** What a request with this key was answered before; null when there was none. */
  earlier(key: IdempotencyKey): Promise<Accepted | null> {
    return this.outbox.earlier(key);
  }

  /** The messages as they are after this; as they were, when synchronous mode is off. */
  async deliverNow(messages: Message[]): Promise<Message[]> {
    if (!this.settings.syncMessageProcessing) return messages;
    await Promise.all(messages.map(({ id, type }) => this.delivery.deliver(id, type)));
    const found = await this.messages.findAll(messages.map(({ id }) => id));
    return found.length === messages.length ? found : messages;
  }
}
