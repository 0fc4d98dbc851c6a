/** Explained in docs/decisions/0033-senders.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** From which number of a pool a recipient is to hear. */
export interface SenderWish {
  /** The pool's name. */
  pool: string;
  /** A participant. */
  recipient: string;
  /** What is chosen where nothing is yet, or what was chosen is not possible any more. */
  number: string;
  /** What of the pool is possible. */
  possible: string[];
}

const CHOOSE = {
  name: 'choose_senders',
  text: `
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset($1::json) AS x(pool text, recipient text, number text, possible text[])
    ), known AS MATERIALIZED (
      SELECT c.* FROM input i JOIN sender_choices c ON (c.pool, c.recipient) = (i.pool, i.recipient)
       WHERE c.number = ANY (i.possible)
    ),
    -- Where another was first, its choice stands, unless that is not possible.
    chosen AS (
      INSERT INTO sender_choices AS c (pool, recipient, number)
      SELECT pool, recipient, number FROM input i
       WHERE NOT EXISTS (SELECT 1 FROM known k WHERE (k.pool, k.recipient) = (i.pool, i.recipient))
       ORDER BY pool, recipient
          ON CONFLICT (pool, recipient) DO UPDATE
         SET number = CASE WHEN EXISTS (SELECT 1 FROM input i
                                         WHERE (i.pool, i.recipient) = (c.pool, c.recipient) AND c.number = ANY (i.possible))
                           THEN c.number ELSE excluded.number END
      RETURNING pool, recipient, number
    )
    SELECT * FROM known UNION ALL SELECT * FROM chosen`,
};

/** Remembers which number of a pool each recipient hears from. */
@Injectable()
export class SenderChoices {
  constructor(private readonly database: Database) {}

  /** The numbers of these, by `choiceKey`: what was chosen before, as long as it is possible. One statement. */
  async choose(wishes: SenderWish[]): Promise<Map<string, string>> {
    const each = new Map(wishes.map((wish) => [choiceKey(wish), wish]));
    const rows = await this.database.run<SenderWish>(CHOOSE, [JSON.stringify([...each.values()])]);
    return new Map(rows.map((row) => [choiceKey(row), row.number]));
  }
}

/** What a choice is of. */
export function choiceKey({ pool, recipient }: Pick<SenderWish, 'pool' | 'recipient'>): string {
  return `${pool} ${recipient}`;
}
