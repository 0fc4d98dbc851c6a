import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { Message } from '../tables/message.entity.js';
import { MessageEvent } from '../tables/message-event.entity.js';

/** A timeline is bounded by the number of tries, but not by law: this is. */
const MOST_EVENTS = 1_000;

/** Who wrote to whom, and where that belongs. */
export type MessageHead = Pick<Message, 'id' | 'conversationId' | 'type' | 'from' | 'to'>;

/** Reads messages and their timelines. */
@Injectable()
export class Messages {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string): Promise<Message | null> {
    return this.dataSource.getRepository(Message).findOneBy({ id });
  }

  /** Those of these messages that exist, in the order of `ids`. */
  async findAll(ids: string[]): Promise<Message[]> {
    const found = await this.dataSource.getRepository(Message).findBy({ id: In(ids) });
    const byId = new Map(found.map((message) => [message.id, message]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Those of these messages that exist, without what they say. */
  async heads(ids: string[]): Promise<Map<string, MessageHead>> {
    if (ids.length === 0) return new Map();
    const found = await this.dataSource.getRepository(Message).find({
      select: { id: true, conversationId: true, type: true, from: true, to: true },
      where: { id: In(ids) },
    });
    return new Map(found.map((message) => [message.id, message]));
  }

  /** Oldest first. */
  events(messageId: string): Promise<MessageEvent[]> {
    return this.dataSource
      .getRepository(MessageEvent)
      .find({ where: { messageId }, order: { id: 'ASC' }, take: MOST_EVENTS });
  }
}
