import { Injectable } from '@nestjs/common';
import { ServiceSettings } from '#config';
import { type Message, Messages } from '#entities';
import { Delivery, type Draft, Outbox } from '#messaging';

/** Accepts a message; in synchronous mode (for debugging) also sends it before answering. */
@Injectable()
export class Sender {
  constructor(
    private readonly settings: ServiceSettings,
    private readonly outbox: Outbox,
    private readonly delivery: Delivery,
    private readonly messages: Messages,
  ) {}

  async send(draft: Draft): Promise<Message> {
    const message = await this.outbox.accept(draft);
    if (!this.settings.syncMessageProcessing) return message;
    await this.delivery.deliver(message.id, message.type);
    return (await this.messages.find(message.id)) ?? message;
  }
}
