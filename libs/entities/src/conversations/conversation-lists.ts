/** Explained in docs/decisions/0009-an-index-beside-messages.md. */
import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database.js';
import type { ConversationChannel, ConversationStatus, ConversationType } from '../tables/conversation.js';
import { CURRENT, type CurrentConversation, RECENT_AT, TAIL_SUMS } from './current-conversation.js';

/** Which conversations are wanted; what is undefined does not matter. */
export interface ConversationFilter {
  channelType?: ConversationChannel;
  status?: ConversationStatus;
  type?: ConversationType;
  /** A number or an address without its name: either side. */
  participant?: string;
  /** Only those in which something was not read. */
  isUnread?: boolean;
}

export interface ConversationPage {
  conversations: CurrentConversation[];
  total: number;
  /** True when there are more than are worth counting. */
  totalIsEstimate: boolean;
}

const CHANNELS: ConversationChannel[] = ['sms', 'email'];
const TYPES: ConversationType[] = ['direct', 'thread'];
const STATUSES: ConversationStatus[] = ['active', 'archived', 'closed'];
const COUNTED = 10_000;

const WANTED = 'channel_type = ANY ($1::text[]) AND type = ANY ($2::text[]) AND status = ANY ($3::text[])';

/** SQL that reads `columns` of conversations in the order of one index, or of a few; `rest` goes behind its conditions. */
type Source = (columns: string, rest: string) => string;

/**
 * The newest of every combination of channel, type and status that is wanted, each read in its order from an index and no
 * further than the page goes, then merged: no filter is ever a walk over all conversations. What the tail knows
 * to be more recent than what is stored takes the place of that.
 */
function listOf(name: string, sources: Source[], inTail: string): Statement {
  const each = (columns: string, rest: string) =>
    sources.map((source) => source(columns, rest)).join(' UNION ALL ');
  const inOrder =
    'AND id NOT IN (SELECT id FROM tail_sums) ORDER BY at DESC, id DESC LIMIT $4::bigint + $5::bigint';
  return {
    name,
    text: `
    WITH tail_sums AS MATERIALIZED (${TAIL_SUMS} GROUP BY conversation_id), newer_by_tail AS (
      SELECT s.id, greatest(c.at, s.last_at) AS at, s.messages, s.last_at
        FROM tail_sums s CROSS JOIN LATERAL (
          SELECT ${RECENT_AT} AS at FROM conversations WHERE id = s.id AND ${WANTED} ${inTail} OFFSET 0) AS c
    ), page AS (
      SELECT * FROM (
        ${each(`id, ${RECENT_AT} AS at, NULL::bigint AS messages, NULL::timestamptz AS last_at`, inOrder)}
         UNION ALL SELECT * FROM newer_by_tail) AS merged
       ORDER BY at DESC, id DESC LIMIT $4 OFFSET $5
    ), counted AS (
      SELECT count(*)::int AS total FROM (${each('1', `LIMIT ${COUNTED + 1}`)} LIMIT ${COUNTED + 1}) AS first_ones
    )
    SELECT ${CURRENT}, n.total
      FROM counted n
      LEFT JOIN (page t CROSS JOIN LATERAL (SELECT * FROM conversations WHERE id = t.id OFFSET 0) AS c) ON true
     ORDER BY t.at DESC, t.id DESC`,
  };
}

/** Each combination on its own, so that their order is kept and nothing is sorted, however many are passed over. */
const COMBINATIONS = CHANNELS.flatMap((channel) =>
  TYPES.flatMap((type) =>
    STATUSES.map((status): Source => {
      const own = `channel_type = '${channel}' AND type = '${type}' AND status = '${status}'`;
      const wanted = `'${channel}' = ANY ($1::text[]) AND '${type}' = ANY ($2::text[]) AND '${status}' = ANY ($3::text[])`;
      return (columns, rest) => `(SELECT ${columns} FROM conversations c WHERE ${own} AND ${wanted} ${rest})`;
    }),
  ),
);

/** One participant has so few that they are sorted sooner than all combinations of both sides are planned. */
const sideOf = (matches: string): Source => {
  const kinds = 'unnest($2::text[]) AS kind CROSS JOIN unnest($3::text[]) AS state';
  const own = `${matches} AND type = kind AND status = state AND channel_type = ANY ($1::text[])`;
  return (columns, rest) => `
    SELECT found.* FROM ${kinds} CROSS JOIN LATERAL (SELECT ${columns} FROM conversations c WHERE ${own} ${rest}) AS found`;
};

const UNREAD = 'unread_count > 0';

/** Read from the index of those in which something was not read, which are few. */
const UNREAD_ONES: Source = (columns, rest) =>
  `SELECT * FROM (SELECT ${columns} FROM conversations c WHERE ${UNREAD} AND ${WANTED} ${rest}) AS unread_ones`;

const LISTS = {
  all: listOf('list_conversations', COMBINATIONS, ''),
  unread: listOf('list_unread_conversations', [UNREAD_ONES], `AND ${UNREAD}`),
  ofParticipant: listOfParticipant('list_conversations_of_participant', ''),
  unreadOfParticipant: listOfParticipant('list_unread_conversations_of_participant', `AND ${UNREAD}`),
};

function listOfParticipant(name: string, only: string): Statement {
  const sides = [`participant_low = $6 ${only}`, `participant_high = $6 AND participant_low <> $6 ${only}`];
  return listOf(name, sides.map(sideOf), `AND (participant_low = $6 OR participant_high = $6) ${only}`);
}

const ESTIMATE = {
  name: 'estimate_conversations',
  text: `
    EXPLAIN (FORMAT JSON) SELECT 1 FROM conversations
     WHERE ${WANTED} AND ($4::text IS NULL OR participant_low = $4 OR participant_high = $4)
       AND (NOT $5::boolean OR ${UNREAD})`,
};

/** Conversations by what is known of them, the last written in first; without messages, the last opened. */
@Injectable()
export class ConversationLists {
  constructor(private readonly database: Database) {}

  /** `total` is exact up to 10,000. */
  async page(filter: ConversationFilter, limit: number, offset: number): Promise<ConversationPage> {
    const { channelType, type, status, participant, isUnread = false } = filter;
    const wanted = [
      channelType ? [channelType] : CHANNELS,
      type ? [type] : TYPES,
      status ? [status] : STATUSES,
    ];
    const values = [...wanted, limit, offset, ...(participant === undefined ? [] : [participant])];
    const ofAll = isUnread ? LISTS.unread : LISTS.all;
    const list =
      participant === undefined ? ofAll : isUnread ? LISTS.unreadOfParticipant : LISTS.ofParticipant;
    const rows = await this.database.run<CurrentConversation & { total: number }>(list, values);
    const counted = rows[0]?.total ?? 0;
    const conversations = rows.flatMap(({ total: _, ...conversation }) =>
      conversation.id ? [conversation] : [],
    );
    if (counted <= COUNTED) return { conversations, total: counted, totalIsEstimate: false };
    return {
      conversations,
      total: await this.estimate(wanted, participant, isUnread),
      totalIsEstimate: true,
    };
  }

  /** What the planner expects, from the statistics that PostgreSQL keeps. */
  private async estimate(
    wanted: string[][],
    participant: string | undefined,
    isUnread: boolean,
  ): Promise<number> {
    const [row] = await this.database.run<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(ESTIMATE, [
      ...wanted,
      participant ?? null,
      isUnread,
    ]);
    return Math.max(row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, COUNTED + 1);
  }
}
