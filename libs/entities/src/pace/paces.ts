/** Explained in docs/decisions/0032-pace.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** A pace that was set while the service runs; it counts before all others. */
export interface StoredPace {
  of: 'sender' | 'account';
  /** Of a sender: as a participant. */
  name: string;
  /** Null: no limit. */
  perSecond: number | null;
  perDay: number | null;
  updatedAt: Date;
}

export type PaceChange = Omit<StoredPace, 'updatedAt'>;

const COLUMNS = 'of, name, per_second AS "perSecond", per_day AS "perDay", updated_at AS "updatedAt"';
/** Many more than anybody sets by hand. */
const MAX_PACES = 10_000;

const ALL = { name: 'all_paces', text: `SELECT ${COLUMNS} FROM paces ORDER BY of, name LIMIT ${MAX_PACES}` };

const PUT = {
  name: 'put_pace',
  text: `
    INSERT INTO paces (of, name, per_second, per_day) VALUES ($1, $2, $3, $4)
        ON CONFLICT (of, name) DO UPDATE
       SET per_second = excluded.per_second, per_day = excluded.per_day, updated_at = now()
    RETURNING ${COLUMNS}`,
};

const REMOVE = { name: 'remove_pace', text: 'DELETE FROM paces WHERE of = $1 AND name = $2 RETURNING name' };

/** The paces that were set while the service runs. */
@Injectable()
export class Paces {
  constructor(private readonly database: Database) {}

  all(): Promise<StoredPace[]> {
    return this.database.run<StoredPace>(ALL, []);
  }

  async put({ of, name, perSecond, perDay }: PaceChange): Promise<StoredPace> {
    const [row] = await this.database.run<StoredPace>(PUT, [of, name, perSecond, perDay]);
    return row as StoredPace;
  }

  /** False when there is none. */
  async remove(of: StoredPace['of'], name: string): Promise<boolean> {
    return (await this.database.run(REMOVE, [of, name])).length === 1;
  }
}
