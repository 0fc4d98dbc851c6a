import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Twilio } from 'twilio';
import { DataSource } from 'typeorm';
import { MessageEvent } from './message-event.entity.js';
import { Message } from './message.entity.js';
import { TWILIO_CLIENT } from './twilio-client.js';

@Injectable()
export class MessageSender {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(TWILIO_CLIENT) private readonly twilio: Twilio,
  ) {}

  async send(messageId: string): Promise<void> {
    const messages = this.dataSource.getRepository(Message);
    const message = await messages.findOneByOrFail({ id: messageId });
    if (message.status !== 'pending') return;
    await messages.update({ id: messageId }, { status: 'sending' });
    const { from, to, body, attachments } = message;
    const media = attachments.length > 0 ? { mediaUrl: attachments } : {};
    const { sid } = await this.twilio.messages.create({ from, to, body, ...media });
    await this.dataSource.transaction(async (manager) => {
      const sent = { status: 'sent', provider: 'twilio', providerMessageId: sid, sentAt: new Date() };
      await manager.update(Message, { id: messageId }, sent);
      await manager.save(manager.create(MessageEvent, { messageId, type: 'sent', detail: { sid } }));
    });
  }
}
