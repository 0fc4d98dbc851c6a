import type { DataSourceOptions } from 'typeorm';
import { Conversation } from './conversation.entity.js';
import { MessageEvent } from './message-event.entity.js';
import { Message } from './message.entity.js';

const POOL_SIZE = 20;

export function dataSourceOptions(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize: POOL_SIZE,
    uuidExtension: 'pgcrypto',
    entities: [Conversation, Message, MessageEvent],
  };
}
