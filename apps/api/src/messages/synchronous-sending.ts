import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Message, Messages } from '#entities';
import { type AcceptResult, Delivery, type Draft, type IdempotencyKey, Outbox } from '#messaging';

/** What a request may take beyond its call to the provider. */
const TIMEOUT_MS = 5_000;
/** How often a message is looked at that a processor is sending. */
const POLL_INTERVAL_MS = 50;

/** Accepts messages; in synchronous mode (for debugging) also sends them before answering. */
@Injectable()
export class SynchronousSending {
  private readonly logger = new Logger(SynchronousSending.name);

  constructor(
    private readonly settings: ServiceSettings,
    private readonly outbox: Outbox,
    private readonly delivery: Delivery,
    private readonly messages: Messages,
  ) {}

  /** All of these drafts or none. @throws KeyReusedError when the key was used for something else. */
  async sendAll(drafts: Draft[], key: IdempotencyKey | null): Promise<AcceptResult> {
    const accepted = await this.outbox.acceptAll(drafts, key);
    if (!this.settings.syncMessageProcessing || accepted.replayed) return accepted;
    return { ...accepted, messages: await this.deliverNow(accepted.messages) };
  }

  /** What a request with this key was answered before; null when there was none. */
  earlier(key: IdempotencyKey): Promise<AcceptResult | null> {
    return this.outbox.earlier(key);
  }

  /**
   * The messages as they are after this; as they were, when synchronous mode is off. They are accepted already: what
   * cannot be sent now, or not in time, is no error of the request, and the processors do it.
   */
  async deliverNow(messages: Message[]): Promise<Message[]> {
    if (!this.settings.syncMessageProcessing) return messages;
    const inTime = AbortSignal.timeout(this.settings.providerTimeoutMs + TIMEOUT_MS);
    const late = new Promise<void>((resolve) => inTime.addEventListener('abort', () => resolve()));
    try {
      const tried = await Promise.race([this.deliverAll(messages), late]);
      return await this.whenDecided(messages, tried ?? new Set(), inTime);
    } catch (error) {
      this.logger.warn({
        msg: 'accepted, but its outcome is not known yet',
        error: (error as Error).message,
      });
      return messages;
    }
  }

  /** Answers the ids of those that were tried here, or are in a processor's hands. */
  private async deliverAll(messages: Message[]): Promise<Set<string>> {
    const tried = await Promise.all(messages.map((message) => this.deliver(message)));
    return new Set(messages.filter((_, index) => tried[index]).map(({ id }) => id));
  }

  /** False when its provider cannot be called now. */
  private async deliver({ id, type }: Message): Promise<boolean> {
    try {
      await this.delivery.deliver(id, type);
      return true;
    } catch (error) {
      const msg = 'not sent at once; left to the processors';
      this.logger.warn({ msg, message_id: id, error: (error as Error).message });
      return false;
    }
  }

  /** The messages as they are, once no `tried` one is in a call: a processor that was faster may still be in its own. */
  private async whenDecided(
    messages: Message[],
    tried: Set<string>,
    inTime: AbortSignal,
  ): Promise<Message[]> {
    const ids = messages.map(({ id }) => id);
    let found = await this.messages.findAll(ids);
    while (!inTime.aborted && found.some(({ id, status }) => status === 'sending' && tried.has(id))) {
      await delay(POLL_INTERVAL_MS);
      found = await this.messages.findAll(ids);
    }
    return found.length === messages.length ? found : messages;
  }
}
