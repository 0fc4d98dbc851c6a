/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { participantOf } from '../tables/participant.js';
import { WAITING } from './paced-messages.js';
import type { StoredPace } from './paces.js';

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

/** The turns of what waits for the pace of its sender or account. */
@Injectable()
export class PacedTurns {
  constructor(private readonly database: Database) {}

  /**
   * Gives those that wait for the pace of this sender or account a turn every so many seconds from now on, where that is sooner than
   * the one they have. It is asked for again then: an estimate that is wrong delays nobody and lets nobody through.
   */
  async moveUp({ of, name }: Pick<StoredPace, 'of' | 'name'>, everySeconds: number): Promise<void> {
    await this.database.run(MOVE_UP[of], [name, everySeconds]);
  }
}
