/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageType } from '../tables/message.entity.js';
import { participantOf } from '../tables/participant.js';

/** Messages of one sender that wait for their turn at one account. */
export interface PacedMessages {
  /** As a participant. */
  sender: string;
  type: MessageType;
  account: string;
  count: number;
  /** When the first of them was accepted. */
  oldest: Date;
  /** When the next one, and the last one, has its turn. */
  nextTurn: Date;
  lastTurn: Date;
}

export interface Paced {
  groups: PacedMessages[];
  /** More wait than were looked at: counts are of those. */
  more: boolean;
}

/** From either end of what waits, by its turn: who waits longest is seen, however many wait. */
const AT_EACH_END = 5_000;
const MAX_GROUPS = 100;

/** What waits for a turn. */
export const WAITING = "messages WHERE status = 'retry' AND paced_until > now()";

const PACED = {
  name: 'paced_messages',
  text: `
    WITH ids AS MATERIALIZED (
      (SELECT id FROM ${WAITING} ORDER BY paced_until LIMIT ${AT_EACH_END})
       UNION
      (SELECT id FROM ${WAITING} ORDER BY paced_until DESC LIMIT ${AT_EACH_END})
    )
    SELECT ${participantOf('m.type', 'm.from_address')} AS sender, m.type, m.provider AS account, count(*)::int AS count,
           min(m.created_at) AS oldest, min(m.paced_until) AS "nextTurn", max(m.paced_until) AS "lastTurn",
           (SELECT count(*) FROM ids) = ${2 * AT_EACH_END} AS more
      FROM ids JOIN messages m USING (id)
     GROUP BY 1, 2, 3 ORDER BY max(m.paced_until) DESC, 1, 2, 3 LIMIT ${MAX_GROUPS}`,
};

/** What waits for the pace of its sender or account. */
@Injectable()
export class PacedMessageGroups {
  constructor(private readonly database: Database) {}

  /** Whose last turn is furthest away comes first; at most a hundred. */
  async find(): Promise<Paced> {
    const rows = await this.database.run<PacedMessages & { more: boolean }>(PACED, []);
    return { groups: rows.map(({ more: _, ...group }) => group), more: rows[0]?.more ?? false };
  }
}
