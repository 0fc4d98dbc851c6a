/** Explained in docs/decisions/0007-lists-of-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageStatus } from '../tables/message-status.js';
import { isIndexed, type MessageFilter, withoutContradiction } from './message-filter.js';
import { MessageListQuery, type Query } from './message-list-query.js';
import { Messages, type MessageSlice } from './messages.js';

export interface MessagePage extends MessageSlice {
  total: number;
  /** True when there are more than are worth counting. */
  totalIsEstimate: boolean;
}

const COUNTED = 10_000;
/** When statistics expect more than this, nobody counts whether it is more than COUNTED: they are never so wrong. */
const CERTAINLY_MANY = 5 * COUNTED;
const RARE = 20_000;
/** Of so many messages that match apart from their status it is looked at how many have it. */
const SAMPLE = 2_000;

/** Each of these statuses has an index of its own, the first ones in the order of ids. */
const ORDERED: MessageStatus[] = ['sent', 'failed', 'canceled', 'received'];
const OPEN: MessageStatus[] = ['scheduled', 'pending', 'sending', 'retry'];

const HOW_MANY_OPEN = `
  SELECT count(*)::int AS count FROM (
    SELECT 1 FROM messages
     WHERE status = ANY ($1) AND status IN ('scheduled', 'pending', 'sending', 'retry') LIMIT ${COUNTED + 1}) AS matching`;

const UNBOUNDED = 2 ** 31 - 1;

interface Explained {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
}

/** A method of MessageListQuery. `many`: more match apart from their status than are counted. */
interface Way {
  method: 'fromIndex' | 'fromStatuses' | 'inOrder';
  many?: boolean;
}

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

  /**
   * `total` is exact up to 10,000, unless two filters that each match more are asked for at once of which one is a status:
   * then it is what the first ones lead to expect.
   */
  async page(asked: MessageFilter, limit: number, offset: number): Promise<MessagePage> {
    const filter = await this.informed(withoutContradiction(asked));
    const way = await this.wayTo(filter);
    if (way === null) return { messages: [], hasMore: false, total: 0, totalIsEstimate: false };
    // One more than the page tells whether there is another.
    const [ids, total] = await Promise.all([
      this.ids(new MessageListQuery(filter)[way.method](limit + 1, offset)),
      this.total(filter, way),
    ]);
    const slice = await this.messages.slice(ids, limit);
    // A page that ends the list has counted it; one that is past its end has not.
    const isLast = ids.length <= limit && (ids.length > 0 || offset === 0);
    return { ...slice, ...(isLast ? { total: offset + ids.length, totalIsEstimate: false } : total) };
  }

  private async total(
    filter: MessageFilter,
    way: Way,
  ): Promise<Pick<MessagePage, 'total' | 'totalIsEstimate'>> {
    if (way.many) return this.totalOfMany(filter);
    const expected = await this.expected(new MessageListQuery(filter)[way.method](UNBOUNDED));
    if (expected > CERTAINLY_MANY) return { total: expected, totalIsEstimate: true };
    const counted = await this.countOf(filter, way);
    if (counted <= COUNTED) return { total: counted, totalIsEstimate: false };
    return { total: Math.max(expected, counted), totalIsEstimate: true };
  }

  /** How many of the first ones have the status says how many of all have it. */
  private async totalOfMany(filter: MessageFilter) {
    const { status: _, ...others } = filter;
    const [matching, all] = await Promise.all([
      this.count(new MessageListQuery(filter).ofFirst(SAMPLE)),
      this.expected(new MessageListQuery(others).fromIndex(UNBOUNDED)),
    ]);
    const total = Math.max(matching, Math.round((Math.max(all, COUNTED + 1) * matching) / SAMPLE));
    return { total, totalIsEstimate: true };
  }

  /** Null: nothing can match. */
  private async wayTo(filter: MessageFilter): Promise<Way | null> {
    const { status } = filter;
    if (!status) return { method: 'fromIndex' };
    if (status.length === 0) return null;
    if (isIndexed(filter)) {
      const { status: _, ...others } = filter;
      const expected = await this.expected(new MessageListQuery(others).fromIndex(UNBOUNDED));
      if (expected <= CERTAINLY_MANY && (await this.countOf(others, { method: 'fromIndex' })) <= COUNTED)
        return { method: 'fromIndex' };
    }
    if (await this.areFew(status)) return { method: 'fromStatuses' };
    return isIndexed(filter) ? { method: 'fromIndex', many: true } : { method: 'inOrder' };
  }

  /** Whether the messages of these statuses can be read one by one, or in order, whatever the history. */
  private async areFew(status: MessageStatus[]): Promise<boolean> {
    const open = status.filter((each) => OPEN.includes(each));
    if (!status.every((each) => OPEN.includes(each) || ORDERED.includes(each))) return false;
    if (open.length === 0) return true;
    const [row] = await this.database.runOnce<{ count: number }>(HOW_MANY_OPEN, [open]);
    return (row?.count ?? 0) <= COUNTED;
  }

  private async ids({ text, values }: Query): Promise<string[]> {
    const rows = await this.database.runOnce<{ id: string }>(text, values);
    return rows.map((row) => row.id);
  }

  /** Up to one more than COUNTED. */
  private countOf(filter: MessageFilter, { method }: Way): Promise<number> {
    const query = new MessageListQuery(filter);
    return this.count(method === 'fromIndex' ? query.anyFromIndex(COUNTED + 1) : query[method](COUNTED + 1));
  }

  private async count({ text, values }: Query): Promise<number> {
    const counting = `SELECT count(*)::int AS count FROM (${text}) AS matching`;
    const [row] = await this.database.runOnce<{ count: number }>(counting, values);
    return row?.count ?? 0;
  }

  /** The filter, with what statistics say of its tag. */
  private async informed(filter: MessageFilter): Promise<MessageFilter> {
    if (filter.tag === undefined || (filter.conversationId ?? filter.parentId)) return filter;
    const tagged = 'SELECT 1 FROM message_index WHERE tags @> ARRAY[$1]';
    return { ...filter, tagIsRare: (await this.expected({ text: tagged, values: [filter.tag] })) < RARE };
  }

  /** How many rows the planner expects, from the statistics that PostgreSQL keeps. */
  private async expected({ text, values }: Query): Promise<number> {
    const explain = `EXPLAIN (FORMAT JSON) ${text}`;
    const [row] = await this.database.runOnce<Explained>(explain, values);
    return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
  }
}
