import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';

/** What a recipient wants, or wants no more. Addresses are participants. */
export interface ConsentChange {
  change: 'suppress' | 'lift';
  channel: 'sms' | 'email';
  address: string;
  /** Empty: anybody's messages. */
  sender: string;
  reason: 'stop' | 'bounce' | 'complaint' | 'unsubscribe';
  note: string | null;
}

const SUPPRESS = {
  name: 'suppress',
  text: `
    WITH added AS (
      INSERT INTO suppressions AS s (id, channel, address, sender, reason, note)
      SELECT id, channel, address, sender, reason, note
        FROM json_to_recordset($1::json) AS x(id uuid, channel text, address text, sender text, reason text, note text)
       ORDER BY channel, address, sender, reason
          ON CONFLICT (channel, address, sender, reason) DO NOTHING
      RETURNING s.id, to_jsonb(s) AS snapshot
    ), outbox AS (
      INSERT INTO callbacks (endpoint_id, type, snapshot)
      SELECT e.id, 'suppression.created', a.snapshot
        FROM added a JOIN webhook_endpoints e ON 'suppression.created' = ANY (e.events)
    )
    SELECT id FROM added`,
};

const LIFT = {
  name: 'lift_suppressions',
  text: `
    DELETE FROM suppressions WHERE (channel, address, sender, reason) IN (
      SELECT channel, address, sender, reason
        FROM json_to_recordset($1::json) AS x(channel text, address text, sender text, reason text))
    RETURNING id`,
};

const IN_FLIGHT = {
  name: 'texts_in_flight',
  text: `
    SELECT count(*)::int AS count FROM messages
     WHERE status = 'sending' AND type IN ('sms', 'mms') AND to_address = $1 AND from_address = $2
       AND lease_token IS NOT NULL AND lease_expires_at > now()`,
};

const READERS = {
  name: 'suppression_readers',
  text: `
    SELECT virtualtransaction AS reader FROM pg_locks
     WHERE relation = 'suppressions'::regclass AND granted AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
};

/** Writes what recipients want, and sees when nothing against it is under way any more. */
@Injectable()
export class Consents {
  constructor(private readonly database: Database) {}

  /** Makes the changes, which may be there already; at most one per address, sender and reason. */
  async apply(changes: ConsentChange[], on?: Connection): Promise<void> {
    const wanted = changes
      .filter(({ change }) => change === 'suppress')
      .map((each) => ({ ...each, id: newId() }));
    const lifted = changes.filter(({ change }) => change === 'lift');
    if (wanted.length > 0) await this.database.run(SUPPRESS, [storableJson(wanted)], on);
    if (lifted.length > 0) await this.database.run(LIFT, [storableJson(lifted)], on);
  }

  /**
   * The statements that read suppressions now. A statement takes its lock on the table before its snapshot, so that one
   * which is not among them sees what was committed before this was asked.
   */
  async readers(): Promise<Set<string>> {
    const rows = await this.database.run<{ reader: string }>(READERS, []);
    return new Set(rows.map((row) => row.reader));
  }

  /** How many texts from that sender to that number somebody may be handing over just now. */
  async inFlight(address: string, sender: string): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(IN_FLIGHT, [address, sender]);
    return row?.count ?? 0;
  }
}
