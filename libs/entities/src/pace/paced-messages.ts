/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageType } from '../tables/message.entity.js';
import { participantOf } from '../tables/participant.js';
import type { StoredPace } from './paces.js';

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

const WAITING = "messages WHERE status = 'retry' AND paced_until > now()";

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

/** So many move up at once; of so many that wait they are looked for. */
const MAX_MOVED = 10_000;
const MAX_LOOKED_AT = 100_000;
/** They come back so long before their turn, as all that waits for it; and not before every process knows of the new pace. */
const LEAD = '2 s';
const KNOWN_AFTER = '3 s';

const moveUp = (owner: string) => `
    WITH first AS MATERIALIZED (
      SELECT id, type, from_address, provider, paced_until FROM ${WAITING} ORDER BY paced_until LIMIT ${MAX_LOOKED_AT}
    ), turns AS MATERIALIZED (
      SELECT id, now() + interval '${KNOWN_AFTER}' + interval '${LEAD}'
                 + make_interval(secs => $2::float8 * row_number() OVER (ORDER BY paced_until)) AS turn
        FROM first m WHERE ${owner} = $1 ORDER BY paced_until LIMIT ${MAX_MOVED}
    )
    UPDATE messages m SET paced_until = t.turn, due_at = t.turn - interval '${LEAD}'
      FROM turns t
     WHERE m.id = t.id AND m.status = 'retry' AND m.paced_until > t.turn`;

const MOVE_UP = {
  sender: { name: 'move_up_of_sender', text: moveUp(participantOf('m.type', 'm.from_address')) },
  account: { name: 'move_up_of_account', text: moveUp('m.provider') },
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

  /**
   * Gives those that wait for the pace of this sender or account a turn every so many seconds from now on, where that is sooner than
   * the one they have. It is asked for again then: an estimate that is wrong delays nobody and lets nobody through.
   */
  async moveUp({ of, name }: Pick<StoredPace, 'of' | 'name'>, everySeconds: number): Promise<void> {
    await this.database.run(MOVE_UP[of], [name, everySeconds]);
  }
}
