import type { Value } from './statement-values.js';

/** What a source is asked for in one step. */
interface Step {
  value: Value;
  /** SQL for whether an id is in the part of the list that is walked. */
  isInRange: (id: string) => string;
  /** How many at most; a parameter of the statement. */
  limit: string;
}

/** One way to what may be wanted: ids, newest first, from an index. */
export interface Source {
  /** SELECT of the next ids as `id`, in order. */
  ids: (step: Step) => string;
  /** SELECT of all of them, for PostgreSQL's statistics to say how many there are. */
  all: (value: Value) => string;
  /** It reads message_index, where what was accepted just now is not yet. */
  isIndex: boolean;
}

interface Rows {
  table: string;
  id?: string;
  where: (value: Value) => string;
}

/** Rows that an index has in the order of their ids. */
export function ordered({ table, id = 'id', where }: Rows): Source {
  return {
    ids: ({ value, isInRange, limit }) =>
      `SELECT ${id} AS id FROM ${table} WHERE ${where(value)} AND ${isInRange(id)} ORDER BY ${id} DESC LIMIT ${limit}`,
    all: (value) => `SELECT 1 FROM ${table} WHERE ${where(value)}`,
    isIndex: table === 'message_index',
  };
}

/** Rows in no order, so few that each step reads all of them. A message may be in several. */
export function unordered({ table, id = 'id', where }: Rows): Source {
  return {
    ids: ({ value, isInRange, limit }) =>
      `SELECT DISTINCT id FROM (
         SELECT ${id} AS id FROM ${table} WHERE ${where(value)} AND ${isInRange(id)} OFFSET 0) AS found
        ORDER BY id DESC LIMIT ${limit}`,
    all: (value) => `SELECT 1 FROM ${table} WHERE ${where(value)}`,
    isIndex: table === 'message_index',
  };
}

/** The messages of these conversations: the newest of each, merged. */
export function ofConversations(conversationIds: string[]): Source {
  return {
    ids: ({ value, isInRange, limit }) =>
      `SELECT i.id FROM unnest(${value(conversationIds)}::uuid[]) AS conversation CROSS JOIN LATERAL (
         SELECT message_id AS id FROM message_index
          WHERE conversation_id = conversation AND ${isInRange('message_id')}
          ORDER BY message_id DESC LIMIT ${limit}) AS i
        ORDER BY i.id DESC LIMIT ${limit}`,
    all: (value) =>
      `SELECT 1 FROM message_index WHERE conversation_id = ANY (${value(conversationIds)}::uuid[])`,
    isIndex: true,
  };
}

/** These messages. */
export function ofIds(ids: string[]): Source {
  return unordered({ table: 'messages', where: (value) => `id = ANY (${value(ids)}::uuid[])` });
}

/** What is not in the index yet: it is short, and each of its rows is a candidate. */
export const TAIL: Source = ordered({
  table: 'message_index_tail',
  id: 'message_id',
  where: () => 'true',
});
