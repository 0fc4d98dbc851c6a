import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../database.js';
import type {
  ConversationChannel,
  ConversationStatus,
  ConversationType,
} from '../tables/conversation.entity.js';
import { CURRENT, type CurrentConversation, RECENT_AT, TAIL_SUMS } from './current-conversation.js';

/** Which conversations are wanted; what is undefined does not matter. */
export interface ConversationFilter {
  channelType?: ConversationChannel;
  status?: ConversationStatus;
  type?: ConversationType;
  /** A number or an address without its name: either side. */
  participant?: string;
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

/** One index that is read combination by combination. */
interface Source {
  combinations: string;
  /** The index's first columns, for one combination. */
  matches: string;
}

/**
 * The newest of every combination of channel, type and status that is wanted, each read in its order from an index and no
 * further than the page goes, then merged: no filter is ever a walk over all conversations. What the tail knows
 * to be more recent than what is stored takes the place of that.
 */
function listOf(name: string, sources: Source[], inTail: string): Statement {
  const each = (columns: string, order: string) =>
    sources
      .map(
        ({ combinations, matches }) => `
      SELECT found.* FROM ${combinations} CROSS JOIN LATERAL (
        SELECT ${columns} FROM conversations c WHERE ${matches} ${order}) AS found`,
      )
      .join(' UNION ALL ');
  const inOrder = `AND id NOT IN (SELECT id FROM sums) ORDER BY ${RECENT_AT} DESC, id DESC LIMIT $4::int + $5::int`;
  return {
    name,
    text: `
    WITH sums AS MATERIALIZED (${TAIL_SUMS} GROUP BY conversation_id), stored AS (
      ${each(`id, ${RECENT_AT} AS at, NULL::bigint AS messages, NULL::timestamptz AS last_at`, inOrder)}
    ), fresh AS (
      SELECT s.id, greatest(c.at, s.last_at) AS at, s.messages, s.last_at
        FROM sums s CROSS JOIN LATERAL (
          SELECT ${RECENT_AT} AS at FROM conversations WHERE id = s.id AND ${WANTED} ${inTail} OFFSET 0) AS c
    ), page AS (
      SELECT * FROM (SELECT * FROM stored UNION ALL SELECT * FROM fresh) AS all_of_it
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

const KIND_AND_STATE = 'unnest($2::text[]) AS kind CROSS JOIN unnest($3::text[]) AS state';

const LIST = listOf(
  'list_conversations',
  [
    {
      combinations: `unnest($1::text[]) AS channel CROSS JOIN ${KIND_AND_STATE}`,
      matches: 'channel_type = channel AND type = kind AND status = state',
    },
  ],
  '',
);

const LIST_OF_PARTICIPANT = listOf(
  'list_conversations_of_participant',
  ['low', 'high'].map((side) => ({
    combinations: KIND_AND_STATE,
    matches: `participant_${side} = $6 AND type = kind AND status = state AND channel_type = ANY ($1::text[])
      ${side === 'high' ? 'AND participant_low <> $6' : ''}`,
  })),
  'AND (participant_low = $6 OR participant_high = $6)',
);

const ESTIMATE = {
  name: 'estimate_conversations',
  text: `
    EXPLAIN (FORMAT JSON) SELECT 1 FROM conversations
     WHERE ${WANTED} AND ($4::text IS NULL OR participant_low = $4 OR participant_high = $4)`,
};

/** Conversations by what is known of them, the last written in first; without messages, the last opened. */
@Injectable()
export class ConversationLists {
  constructor(private readonly database: Database) {}

  /** `total` is exact up to 10,000. */
  async page(filter: ConversationFilter, limit: number, offset: number): Promise<ConversationPage> {
    const { channelType, type, status, participant } = filter;
    const wanted = [
      channelType ? [channelType] : CHANNELS,
      type ? [type] : TYPES,
      status ? [status] : STATUSES,
    ];
    const values = [...wanted, limit, offset, ...(participant === undefined ? [] : [participant])];
    const list = participant === undefined ? LIST : LIST_OF_PARTICIPANT;
    const rows = await this.database.run<CurrentConversation & { total: number }>(list, values);
    const counted = rows[0]?.total ?? 0;
    const conversations = rows.flatMap(({ total: _, ...conversation }) =>
      conversation.id ? [conversation] : [],
    );
    if (counted <= COUNTED) return { conversations, total: counted, totalIsEstimate: false };
    return { conversations, total: await this.estimate(wanted, participant), totalIsEstimate: true };
  }

  /** What the planner expects, from the statistics that PostgreSQL keeps. */
  private async estimate(wanted: string[][], participant: string | undefined): Promise<number> {
    const [row] = await this.database.run<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(ESTIMATE, [
      ...wanted,
      participant ?? null,
    ]);
    return Math.max(row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, COUNTED + 1);
  }
}
