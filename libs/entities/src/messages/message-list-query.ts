import type { MessageFilter } from './message-filter.js';
import { idRangeOf } from './id-range.js';

/** A statement and its values, put together for one request. */
export interface Query {
  text: string;
  values: unknown[];
}

/** Where a filter is applied: to the index and its tail, or to the messages themselves. */
interface Columns {
  id: string;
  from: string;
  to: string;
}

const OF_INDEX: Columns = { id: 'message_id', from: 'from_participant', to: 'to_participant' };
const OF_MESSAGES: Columns = { id: 'id', from: 'participant(from_address)', to: 'participant(to_address)' };

const DIRECTIONS = ['outbound', 'inbound'] as const;
const TYPES = ['sms', 'mms', 'email'] as const;

type Kind = { direction: string; type: string };

/**
 * Puts the statements of lists together. Values go in as parameters; what is put in as text comes from here only.
 */
export class MessageListQuery {
  private readonly values: unknown[] = [];

  constructor(private readonly filter: MessageFilter) {}

  /**
   * Ids from the index and its tail, newest first, at most `most` after the first `skipped`; the status is looked up message
   * by message.
   */
  fromIndex(max: number, skipped = 0): Query {
    const limit = this.value(max + skipped);
    const parts = this.kinds().map((kind) => {
      const source = this.indexed();
      const where = this.where(OF_INDEX, kind);
      return `(SELECT message_id AS id FROM ${source} AS i ${where} ${this.ofStatus('i.message_id')}
                ORDER BY message_id DESC LIMIT ${limit})`;
    });
    return this.newest([...parts, this.fromTail()], max, skipped);
  }

  /** As `fromIndex`, but any of them, in no order: to be counted. */
  anyFromIndex(max: number): Query {
    const { direction, type } = this.filter;
    const where = this.where(OF_INDEX, { direction, type });
    return this.query(
      `SELECT message_id AS id FROM ${this.indexed(true)} AS i ${where} ${this.ofStatus('i.message_id')}
        UNION ALL ${this.fromTail()} LIMIT ${this.value(max)}`,
    );
  }

  /** Of the first so many ids that match apart from their status, those whose status matches. */
  ofFirst(candidates: number): Query {
    const { status, ...others } = this.filter;
    const { text, values } = new MessageListQuery(others).fromIndex(candidates);
    const matches = `EXISTS (SELECT 1 FROM messages m WHERE m.id = c.id AND m.status = ANY ($${values.length + 1}) OFFSET 0)`;
    return { text: `SELECT c.id FROM (${text}) AS c WHERE ${matches}`, values: [...values, status] };
  }

  /** As `fromIndex`, of the few messages that have these statuses, each found by its own index. */
  fromStatuses(max: number, skipped = 0): Query {
    const { status = [], direction, type } = this.filter;
    const where = this.where(OF_MESSAGES, { direction, type });
    const limit = this.value(max + skipped);
    const parts = status.map((each) => {
      const own = `${where} AND status = '${each}'`;
      return `(SELECT id FROM messages ${own} ORDER BY id DESC LIMIT ${limit})`;
    });
    return this.newest(parts, max, skipped);
  }

  /** As `fromIndex`, of messages in the order of their ids, passing those that do not match. */
  inOrder(max: number, skipped = 0): Query {
    const { status = [] } = this.filter;
    const range = this.where(OF_MESSAGES, {});
    // The fence keeps the planner from an index by status, which would have to be sorted.
    return this.query(
      `SELECT id FROM (SELECT id, status FROM messages ${range} ORDER BY id DESC OFFSET 0) AS merged
        WHERE status = ANY (${this.value(status)}) LIMIT ${this.value(max)} OFFSET ${this.value(skipped)}`,
    );
  }

  /**
   * Which indexes are read in the order of ids: sender, recipient and kind have one by every combination of direction and
   * type, the others one for themselves.
   */
  private kinds(): Partial<Kind>[] {
    const { conversationId, parentId, direction, type, from, to } = this.filter;
    const own = { direction, type };
    if (conversationId ?? parentId ?? this.filter.tagIsRare) return [own];
    if (from !== undefined && to !== undefined) return [own];
    if ((from ?? to ?? direction ?? type) === undefined) return [own];
    const isEmail = (from ?? to)?.includes('@');
    const types = TYPES.filter((each) => isEmail === undefined || (each === 'email') === isEmail);
    return (direction ? [direction] : DIRECTIONS).flatMap((each) =>
      (type ? [type] : types).map((kind) => ({ direction: each, type: kind })),
    );
  }

  /** Of parts that are each in order: merged, none of them is sorted, however many are passed over. */
  private newest(parts: string[], max: number, skipped: number): Query {
    return this.query(
      `SELECT id FROM (${parts.join(' UNION ALL ')}) AS merged
        ORDER BY id DESC LIMIT ${this.value(max)} OFFSET ${this.value(skipped)}`,
    );
  }

  private fromTail(): string {
    const { direction, type } = this.filter;
    return `SELECT message_id FROM message_index_tail t ${this.where(OF_INDEX, { direction, type })}
            ${this.ofStatus('t.message_id')}`;
  }

  /** The index of tags knows no order: where that matters it is for a rare one, of which then all are fetched first. */
  private indexed(inAnyOrder = false): string {
    const { tag, tagIsRare } = this.filter;
    if (tag === undefined || !(tagIsRare || inAnyOrder)) return 'message_index';
    return `(SELECT message_id, conversation_id, parent_id, direction, type, from_participant, to_participant, tags, created_at
               FROM message_index WHERE tags @> ARRAY[${this.value(tag)}] AND tags <> '{}' OFFSET 0)`;
  }

  private where({ id, from, to }: Columns, { direction, type }: Partial<Kind>): string {
    const { filter } = this;
    const equal = (column: string, value: unknown) =>
      value === undefined ? [] : [`${column} = ${this.value(value)}`];
    const conditions = [
      ...equal('conversation_id', filter.conversationId),
      ...equal('parent_id', filter.parentId),
      ...equal(from, filter.from),
      ...equal(to, filter.to),
      ...equal('direction', direction),
      ...equal('type', type),
      ...(filter.tag === undefined ? [] : [`${this.value(filter.tag)} = ANY (tags)`]),
      ...(filter.after === undefined ? [] : [`${id} < ${this.value(filter.after)}`]),
      ...this.times(id),
    ];
    return `WHERE ${conditions.length > 0 ? conditions.join(' AND ') : 'true'}`;
  }

  private times(id: string): string[] {
    const { createdAfter, createdBefore } = this.filter;
    const { from, below } = idRangeOf(this.filter);
    return [
      ...(createdAfter ? [`created_at >= ${this.value(createdAfter)}`] : []),
      ...(from ? [`${id} >= ${this.value(from)}`] : []),
      ...(createdBefore ? [`created_at < ${this.value(createdBefore)}`] : []),
      ...(below ? [`${id} < ${this.value(below)}`] : []),
    ];
  }

  private ofStatus(id: string): string {
    const { status } = this.filter;
    if (!status) return '';
    return `AND EXISTS (SELECT 1 FROM messages m WHERE m.id = ${id} AND m.status = ANY (${this.value(status)}) OFFSET 0)`;
  }

  private value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  private query(text: string): Query {
    return { text, values: this.values };
  }
}
