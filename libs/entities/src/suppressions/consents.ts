/** Explained in docs/decisions/0013-stop-is-answered-late.md and 0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { newId } from '#config';
import { type Connection, Database } from '../database.js';
import { storableJson } from '../storable.js';
import { addressHash, erasedAddress, erasedAddressIfAny } from '../privacy/erased-form.js';
import { readersOf } from '../privacy/table-readers.js';
import { webhooksToEndpoints } from '../webhooks/webhook-outbox.js';

/** What a recipient wants, or wants no more. Addresses are participants. */
export interface ConsentChange {
  change: 'suppress' | 'lift';
  channel: 'sms' | 'email';
  address: string;
  /** Empty: anybody's messages. */
  sender: string;
  reason: 'stop' | 'bounce' | 'complaint' | 'unsubscribe';
  note: string | null;
  /** When the recipient said so; none: now. */
  at?: Date | string | null;
}

const SUPPRESS = {
  name: 'suppress',
  text: `
    WITH
    -- Of an erased person, where that is asked for ($2), the hash alone is kept.
    input AS MATERIALIZED (
      SELECT x.*, CASE WHEN $2 THEN EXISTS (SELECT 1 FROM erased e WHERE e.hash = ${addressHash('x.address')})
                      ELSE false END AS is_erased
        FROM json_to_recordset($1::json)
          AS x(id uuid, channel text, address text, sender text, reason text, note text, at timestamptz)
    ),
    -- One that is there already keeps when it was asked for last. Clocks that are ahead are not believed.
    suppressed AS (
      INSERT INTO suppressions AS s (id, channel, address, sender, reason, note, told_at, erased_at)
      SELECT id, channel, CASE WHEN is_erased THEN ${erasedAddress('address')} ELSE address END, sender, reason,
             CASE WHEN is_erased THEN NULL ELSE note END, least(coalesce(at, now()), now()),
             CASE WHEN is_erased THEN now() END
        FROM input
       ORDER BY channel, address, sender, reason
          ON CONFLICT (channel, address, sender, reason) DO UPDATE SET told_at = excluded.told_at
       WHERE coalesce(s.told_at, s.created_at) < excluded.told_at
      RETURNING s.id, s.xmax = 0 AS added, to_jsonb(s) AS snapshot
    ), outbox AS (${webhooksToEndpoints({
      from: 'suppressed',
      type: "'suppression.created'",
      snapshot: 'c.snapshot',
      where: "c.added AND c.snapshot->>'erased_at' IS NULL",
    })}
    )
    SELECT id FROM suppressed`,
};

const LIFT = {
  name: 'lift_suppressions',
  text: `
    DELETE FROM suppressions s
     USING json_to_recordset($1::json) AS x(channel text, address text, sender text, reason text, at timestamptz)
     WHERE (s.channel, s.sender, s.reason) = (x.channel, x.sender, x.reason)
       AND s.address IN (x.address, ${erasedAddressIfAny('x.address')})
       AND coalesce(s.told_at, s.created_at) < least(coalesce(x.at, now()), now())`,
};

const IN_FLIGHT = {
  name: 'texts_in_flight',
  text: `
    SELECT count(*)::int AS count FROM messages
     WHERE status = 'sending' AND type IN ('sms', 'mms') AND lower(to_address) = $1 AND $2 IN (lower(from_address), lower(sent_from))
       AND lease_token IS NOT NULL AND lease_expires_at > now()`,
};

/** Writes what recipients want, and sees when nothing against it is under way any more. */
@Injectable()
export class Consents {
  constructor(private readonly database: Database) {}

  /**
   * Makes the changes, which may be there already; at most one per address, sender and reason. A suppression that was
   * asked for later than it is lifted, or at the same time, stays. `ofErased`: they are told by events of erased messages;
   * of a person who is erased they are kept as a hash.
   */
  async apply(
    changes: ConsentChange[],
    on?: Connection,
    { ofErased }: { ofErased: boolean } = { ofErased: false },
  ): Promise<void> {
    const wanted = changes
      .filter(({ change }) => change === 'suppress')
      .map((each) => ({ ...each, id: newId() }));
    const lifted = changes.filter(({ change }) => change === 'lift');
    if (wanted.length > 0) await this.database.run(SUPPRESS, [storableJson(wanted), ofErased], on);
    if (lifted.length > 0) await this.database.run(LIFT, [storableJson(lifted)], on);
  }

  /** Who may not have seen what was committed before this was asked. */
  readers(): Promise<Set<string>> {
    return readersOf(this.database, 'suppressions');
  }

  /** How many texts from that sender to that number somebody may be handing over just now. */
  async inFlight(address: string, sender: string): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(IN_FLIGHT, [address, sender]);
    return row?.count ?? 0;
  }
}
