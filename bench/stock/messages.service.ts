import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Queue } from 'bullmq';
import { DataSource, type EntityManager } from 'typeorm';
import { Conversation } from './conversation.entity.js';
import { MessageEvent } from './message-event.entity.js';
import { Message } from './message.entity.js';
import { BULK_PRIORITY, type MessageJob } from './message-queue.js';
import type { SendMessageDto } from './send-message.dto.js';

@Injectable()
export class MessagesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly queue: Queue<MessageJob>,
  ) {}

  async send({ priority, ...dto }: SendMessageDto): Promise<Message> {
    const message = await this.dataSource.transaction(async (manager) => {
      const conversation = await this.conversation(manager, dto);
      const stored = await manager.save(
        manager.create(Message, {
          ...dto,
          conversationId: conversation.id,
          status: 'pending',
          attachments: dto.attachments ?? [],
          metadata: dto.metadata ?? {},
        }),
      );
      await manager.save(manager.create(MessageEvent, { messageId: stored.id, type: 'accepted' }));
      return stored;
    });
    const options = priority === 'bulk' ? { priority: BULK_PRIORITY } : {};
    await this.queue.add('send', { messageId: message.id }, options);
    return message;
  }

  private async conversation(
    manager: EntityManager,
    { from, to }: Pick<SendMessageDto, 'from' | 'to'>,
  ): Promise<Conversation> {
    const [participantLow, participantHigh] = from < to ? [from, to] : [to, from];
    const pair = { channel: 'sms', participantLow, participantHigh };
    const known = await manager.findOneBy(Conversation, pair);
    if (known) return known;
    await manager.createQueryBuilder().insert().into(Conversation).values(pair).orIgnore().execute();
    return manager.findOneByOrFail(Conversation, pair);
  }
}
