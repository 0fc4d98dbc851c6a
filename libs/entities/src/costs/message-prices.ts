/** Explained in docs/decisions/0034-guard.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

/** What a provider asks for a message that it took. */
export interface ToldPrice {
  providerMessageId: string;
  /** Not below 0; decimal. */
  amount: string;
  /** ISO 4217. */
  currency: string;
}

/** The same, with what it is a price of. */
export interface NewPrice {
  price: string;
  currency: string;
  type: string;
  provider: string;
  apiKeyId: string | null;
  tags: string[];
  number: string;
  segments: number;
  /** When it was accepted. */
  acceptedAt: Date;
}

const RECORD = {
  name: 'record_prices',
  text: `
    WITH fresh AS (
      INSERT INTO message_prices (provider_message_id, provider, message_id, price, currency)
      SELECT a.provider_message_id, a.provider, a.message_id, i.amount, i.currency
        FROM json_to_recordset($2::json) AS i("providerMessageId" text, amount numeric, currency text)
        JOIN send_attempts a ON a.provider_message_id = i."providerMessageId" AND a.provider = $1
       WHERE EXISTS (SELECT 1 FROM messages m WHERE m.id = a.message_id)
       ORDER BY a.provider_message_id
          ON CONFLICT DO NOTHING
      RETURNING message_id, price, currency
    )
    SELECT f.price::text AS price, f.currency, m.type, $1 AS provider, m.api_key_id AS "apiKeyId", m.tags,
           m.to_address AS number, coalesce(m.segments, 1) AS segments, m.created_at AS "acceptedAt"
      FROM fresh f JOIN messages m ON m.id = f.message_id
     WHERE m.id = ANY (ARRAY(SELECT message_id FROM fresh))`,
};

const OF = {
  name: 'prices_of_message',
  text: `
    SELECT sum(price)::float8 AS amount, currency FROM message_prices WHERE message_id = $1
     GROUP BY currency ORDER BY currency`,
};

/** What providers ask for messages, once it is known. */
@Injectable()
export class MessagePrices {
  constructor(private readonly database: Database) {}

  /** Keeps the prices of our messages, and answers those that are new: whoever counts these counts each once. */
  record(provider: string, prices: ToldPrice[], on: Connection): Promise<NewPrice[]> {
    return this.database.run<NewPrice>(RECORD, [provider, JSON.stringify(prices)], on);
  }

  /** What a message costs; by currency, empty while nobody knows. */
  of(messageId: string): Promise<{ amount: number; currency: string }[]> {
    return this.database.run(OF, [messageId]);
  }
}
