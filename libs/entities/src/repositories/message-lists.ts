import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { Message } from '../tables/message.entity.js';
import type { MessageStatus } from '../tables/message-status.js';
import { type MessageFilter, MessageListQuery, type Query } from './message-list-query.js';
import { Messages } from './messages.js';

export interface MessagePage {
  messages: Message[];
  total: number;
  /** True when there are more than are worth counting. */
  totalIsEstimate: boolean;
}

const COUNTED = 10_000;

/** Each of these statuses has an index of its own on messages: of those that ended otherwise than most in order. */
const ENDED: MessageStatus[] = ['failed', 'canceled', 'received'];
const OPEN: MessageStatus[] = ['scheduled', 'pending', 'sending', 'retry'];

const HOW_MANY_OPEN = `
  SELECT count(*)::int AS count FROM (
    SELECT 1 FROM messages
     WHERE status = ANY ($1) AND status IN ('scheduled', 'pending', 'sending', 'retry') LIMIT ${COUNTED + 1}) AS matching`;

type Way = 'fromIndex' | 'fromStatuses' | 'inOrder';

/**
 * Messages by what is known of them, newest first. What they are found by is in message_index and its tail, their status in
 * messages alone; which of the two is asked first depends on what is rarer. Every statement is planned for its values.
 */
@Injectable()
export class MessageLists {
  constructor(
    private readonly database: Database,
    private readonly messages: Messages,
  ) {}

  /** `total` is exact up to 10,000. */
  async page(filter: MessageFilter, limit: number, offset: number): Promise<MessagePage> {
    const way = await this.wayTo(filter);
    const [ids, counted] = await Promise.all([
      this.ids(new MessageListQuery(filter)[way](limit + offset)),
      this.count(new MessageListQuery(filter)[way](COUNTED + 1)),
    ]);
    const messages = await this.messages.findAll(ids.slice(offset));
    if (counted <= COUNTED) return { messages, total: counted, totalIsEstimate: false };
    return { messages, total: await this.estimate(filter, way), totalIsEstimate: true };
  }

  /** At most `limit`, without a count. */
  async first(filter: MessageFilter, limit: number): Promise<Message[]> {
    const way = await this.wayTo(filter);
    return this.messages.findAll(await this.ids(new MessageListQuery(filter)[way](limit)));
  }

  private async wayTo(filter: MessageFilter): Promise<Way> {
    const { status } = filter;
    if (!status) return 'fromIndex';
    const isIndexed = MessageListQuery.isIndexed(filter);
    if (isIndexed) {
      const { status: _, ...others } = filter;
      const found = await this.count(new MessageListQuery(others).fromIndex(COUNTED + 1));
      if (found <= COUNTED) return 'fromIndex';
    }
    if (await this.areFew(status)) return 'fromStatuses';
    return isIndexed ? 'fromIndex' : 'inOrder';
  }

  /** Whether the messages of these statuses can be read one by one, or in order, whatever the history. */
  private async areFew(status: MessageStatus[]): Promise<boolean> {
    const open = status.filter((each) => OPEN.includes(each));
    if (!status.every((each) => OPEN.includes(each) || ENDED.includes(each))) return false;
    if (open.length === 0) return true;
    const [row] = await this.database.runOnce<{ count: number }>(HOW_MANY_OPEN, [open]);
    return (row?.count ?? 0) <= COUNTED;
  }

  private async ids({ text, values }: Query): Promise<string[]> {
    const rows = await this.database.runOnce<{ id: string }>(text, values);
    return rows.map((row) => row.id);
  }

  private async count({ text, values }: Query): Promise<number> {
    const counting = `SELECT count(*)::int AS count FROM (${text}) AS matching`;
    const [row] = await this.database.runOnce<{ count: number }>(counting, values);
    return row?.count ?? 0;
  }

  /** What the planner expects, from the statistics that PostgreSQL keeps. */
  private async estimate(filter: MessageFilter, way: Way): Promise<number> {
    const { text, values } = new MessageListQuery(filter)[way](2 ** 31);
    const [row] = await this.database.runOnce<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    return Math.max(row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, COUNTED + 1);
  }
}
