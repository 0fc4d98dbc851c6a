/** Explained in docs/decisions/0035-sent-without-news.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** A message that its provider has, and whose end nobody has heard of. */
export interface SilentMessage {
  id: string;
  /** Null: it was set to `sent` by a provider that gave it no id, and can only be waited for. */
  providerMessageId: string | null;
  from: string;
  sentAt: Date;
}

/** The names of the providers in messages_without_news, each found by one step into that index. */
export const SILENT_PROVIDERS = `
    WITH RECURSIVE silent AS (
      (SELECT provider FROM messages WHERE status = 'sent' AND due_at IS NOT NULL ORDER BY provider LIMIT 1)
       UNION ALL
      SELECT (SELECT m.provider FROM messages m
               WHERE m.status = 'sent' AND m.due_at IS NOT NULL AND m.provider > silent.provider
               ORDER BY m.provider LIMIT 1)
        FROM silent WHERE silent.provider IS NOT NULL
    )`;

const PROVIDERS = {
  name: 'silent_providers',
  text: `${SILENT_PROVIDERS} SELECT provider FROM silent WHERE provider IS NOT NULL`,
};

const TAKE = {
  name: 'take_silent_messages',
  text: `
    WITH due AS MATERIALIZED (
      SELECT id FROM messages
       WHERE status = 'sent' AND provider = $1 AND due_at <= now()
       ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    UPDATE messages m SET due_at = now() + make_interval(secs => $3)
      FROM due d WHERE m.id = d.id AND m.id = ANY (ARRAY(SELECT id FROM due))
    RETURNING m.id, m.provider_message_id AS "providerMessageId", m.from_address AS "from", m.sent_at AS "sentAt"`,
};

const ASKED = {
  name: 'silent_messages_asked',
  text: `
    WITH input AS MATERIALIZED (
      SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id
    ),
    -- Rows are locked by the update, in the order of their ids: see MOVE. What came to its end meanwhile is left alone.
    asked AS (
      UPDATE messages m
         SET (due_at, updated_at) = (
               SELECT min(next.at), CASE WHEN min(next.at) IS NULL THEN now() ELSE m.updated_at END
                 FROM unnest($2::float8[]) AS s (seconds)
                CROSS JOIN LATERAL (SELECT m.sent_at + make_interval(secs => s.seconds) AS at) AS next
                WHERE next.at > now())
        FROM input i
       WHERE m.id = ANY (ARRAY[i.id]) AND m.status = 'sent' AND m.due_at IS NOT NULL
      RETURNING m.id, m.due_at, m.attempt_count
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt)
      SELECT id, 'no_news', 'sent', $3, nullif(attempt_count, 0) FROM asked WHERE due_at IS NULL
    )
    SELECT count(*) FILTER (WHERE due_at IS NULL)::int AS "givenUp" FROM asked`,
};

/** Messages that are sent, and of which their providers tell nothing more. */
@Injectable()
export class SilentMessages {
  constructor(private readonly database: Database) {}

  /** The providers of which some are waited for, due or not. */
  async providers(): Promise<string[]> {
    const rows = await this.database.run<{ provider: string }>(PROVIDERS, []);
    return rows.map(({ provider }) => provider);
  }

  /** Those of a provider that are to be looked up now, the longest due first; nobody else takes them for `heldSeconds`. */
  take(provider: string, limit: number, heldSeconds: number): Promise<SilentMessage[]> {
    return this.database.run(TAKE, [provider, limit, heldSeconds]);
  }

  /**
   * These are still without news: each is due again at the next of these seconds after it was sent. One whose last time is
   * over stays `sent` for good, and its timeline says `reason`; answers how many these are.
   */
  async asked(ids: string[], lookupSeconds: number[], reason: string): Promise<number> {
    const [row] = await this.database.run<{ givenUp: number }>(ASKED, [ids, lookupSeconds, reason]);
    return row?.givenUp ?? 0;
  }
}
