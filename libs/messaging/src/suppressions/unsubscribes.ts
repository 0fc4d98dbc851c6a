import { Injectable } from '@nestjs/common';
import { Consents, type Message, Messages } from '#entities';
import { Metrics } from '#observability';
import { participantOf } from '../addresses/participants.js';
import { UnsubscribeLinks } from './unsubscribe-links.js';

/** What recipients do with the unsubscribe links in their mails. */
@Injectable()
export class Unsubscribes {
  constructor(
    private readonly links: UnsubscribeLinks,
    private readonly messages: Messages,
    private readonly consents: Consents,
    private readonly metrics: Metrics,
  ) {}

  /** The mail whose link this is; null for a token that is not ours. */
  async mailOf(token: string): Promise<Message | null> {
    const id = this.links.messageId(token);
    const message = id === null ? null : await this.messages.find(id);
    return message?.type === 'email' && message.direction === 'outbound' ? message : null;
  }

  /** No further mail goes from the sender of this one to its recipient. Doing it again changes nothing. */
  async take({ id, from, to }: Message): Promise<void> {
    const [address, sender] = [participantOf(to), participantOf(from)];
    const note = `one-click, message ${id}`;
    const about = { channel: 'email', address, sender, reason: 'unsubscribe', note } as const;
    const changes = [{ ...about, change: 'suppress' }] as const;
    await this.consents.apply([...changes]);
    this.metrics.providerEvents.consents(changes);
  }
}
