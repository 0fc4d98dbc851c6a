import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Message, Messages } from '#entities';
import { type Accepted, Delivery, type Draft, type IdempotencyKey, Outbox } from '#messaging';

/** What a request may take beyond its call to the provider. */
const PATIENCE_MS = 5_000;

/** Accepts messages; in synchronous mode (for debugging) also sends them before answering. */
@Injectable()
export class Sender {
  private readonly logger = new Logger(Sender.name);

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

  /**
   * The messages as they are after this; as they were, when synchronous mode is off. They are accepted already: what
   * cannot be sent now, or not in time, is no error of the request, and the processors do it.
   */
  async deliverNow(messages: Message[]): Promise<Message[]> {
    if (!this.settings.syncMessageProcessing) return messages;
    const inTime = new AbortController();
    const deadline = delay(this.settings.providerTimeoutMs + PATIENCE_MS, undefined, {
      signal: inTime.signal,
    });
    try {
      await Promise.race([Promise.all(messages.map((message) => this.deliver(message))), deadline]);
      const found = await this.messages.findAll(messages.map(({ id }) => id));
      return found.length === messages.length ? found : messages;
    } catch (error) {
      this.logger.warn({ msg: 'accepted, but how far it got is unknown', error: (error as Error).message });
      return messages;
    } finally {
      inTime.abort();
      deadline.catch(() => undefined);
    }
  }

  private async deliver({ id, type }: Message): Promise<void> {
    try {
      await this.delivery.deliver(id, type);
    } catch (error) {
      const msg = 'not sent at once; left to the processors';
      this.logger.warn({ msg, message_id: id, error: (error as Error).message });
    }
  }
}
