import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Message } from '../tables/message.entity.js';
import { MessageEvent } from '../tables/message-event.entity.js';

/** A timeline is bounded by the number of tries, but not by law: this is. */
const MOST_EVENTS = 1_000;

/** Reads messages and their timelines. */
@Injectable()
export class Messages {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string): Promise<Message | null> {
    return this.dataSource.getRepository(Message).findOneBy({ id });
  }

  /** Oldest first. */
  events(messageId: string): Promise<MessageEvent[]> {
    return this.dataSource
      .getRepository(MessageEvent)
      .find({ where: { messageId }, order: { id: 'ASC' }, take: MOST_EVENTS });
  }
}
