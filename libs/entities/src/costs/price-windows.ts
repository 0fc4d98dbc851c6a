/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** Ten minutes in which a provider was handed texts whose prices are to be asked for. */
export interface PriceWindow {
  provider: string;
  begins: Date;
  /** How often it was asked about. */
  asked: number;
}

const TAKE = {
  name: 'take_price_window',
  text: `
    WITH due AS MATERIALIZED (
      SELECT provider, begins FROM price_windows WHERE due_at <= now() AND provider <> ALL ($2::text[])
       ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE price_windows w SET due_at = now() + make_interval(secs => $1), asked = w.asked + 1
      FROM due d WHERE w.provider = d.provider AND w.begins = d.begins
    RETURNING w.provider, w.begins, w.asked`,
};

/** Not if more was sent in it meanwhile: that begins anew. */
const LATER = {
  name: 'price_window_later',
  text: `
    UPDATE price_windows SET due_at = now() + make_interval(secs => $4)
     WHERE provider = $1 AND begins = $2 AND asked = $3`,
};

const DONE = {
  name: 'price_window_done',
  text: 'DELETE FROM price_windows WHERE provider = $1 AND begins = $2 AND asked = $3',
};

/** When providers are to be asked for prices. */
@Injectable()
export class PriceWindows {
  constructor(private readonly database: Database) {}

  /** The window that is due longest, of none of these providers; nobody else takes it for `heldSeconds`. */
  async take(heldSeconds: number, butNotOf: string[]): Promise<PriceWindow | null> {
    const [row] = await this.database.run<PriceWindow>(TAKE, [heldSeconds, butNotOf]);
    return row ?? null;
  }

  /** It is due again in so many seconds. */
  async later({ provider, begins, asked }: PriceWindow, seconds: number): Promise<void> {
    await this.database.run(LATER, [provider, begins, asked, seconds]);
  }

  async done({ provider, begins, asked }: PriceWindow): Promise<void> {
    await this.database.run(DONE, [provider, begins, asked]);
  }
}
