/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

/** An event of a provider, as it came. */
export interface EventPayload {
  id: string;
  receivedAt: string;
  providerMessageId: string | null;
  payload: Record<string, unknown>;
}

/** Whoever looks for the first time begins with what comes from now on. */
const BEGIN = {
  name: 'price_receipts_begin',
  text: 'INSERT INTO price_receipts (provider, received_at) VALUES ($1, now()) ON CONFLICT DO NOTHING',
};

/** What came a moment ago may stand beside what is not committed yet. */
const NEXT = {
  name: 'price_receipts_next',
  text: `
    WITH place AS MATERIALIZED (
      SELECT received_at, id FROM price_receipts WHERE provider = $1 FOR UPDATE SKIP LOCKED
    )
    SELECT w.id, w.received_at::text AS "receivedAt", w.provider_message_id AS "providerMessageId", w.payload
      FROM place p
     CROSS JOIN LATERAL (
       SELECT id, received_at, provider_message_id, payload FROM webhook_events
        WHERE provider = $1 AND (received_at, id) > (p.received_at, p.id) AND received_at < now() - interval '5 s'
        ORDER BY received_at, id LIMIT $2) AS w
     ORDER BY w.received_at, w.id`,
};

const PASS = {
  name: 'price_receipts_pass',
  text: 'UPDATE price_receipts SET received_at = $2::timestamptz, id = $3 WHERE provider = $1',
};

/** How far the events of providers are read that tell prices. */
@Injectable()
export class PriceReceipts {
  constructor(private readonly database: Database) {}

  /** The next events of a provider; none while another transaction reads them. */
  async next(provider: string, limit: number, on: Connection): Promise<EventPayload[]> {
    await this.database.run(BEGIN, [provider], on);
    return this.database.run<EventPayload>(NEXT, [provider, limit], on);
  }

  /** They are read up to this one. */
  async pass(provider: string, { receivedAt, id }: EventPayload, on: Connection): Promise<void> {
    await this.database.run(PASS, [provider, receivedAt, id], on);
  }
}
