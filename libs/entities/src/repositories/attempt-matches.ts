import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

const UNMATCHED = {
  name: 'unmatched',
  text: `
    SELECT candidate AS id
      FROM unnest($2::text[]) WITH ORDINALITY AS c(candidate, position)
      LEFT JOIN LATERAL (
        SELECT message_id = $3 AND id = $4 AS ours FROM send_attempts
         WHERE provider = $1 AND provider_message_id = candidate
      ) AS owner ON true
     WHERE ours IS NOT FALSE ORDER BY ours IS TRUE DESC, position`,
};

const SIBLINGS = {
  name: 'siblings',
  text: `
    SELECT EXISTS (
      SELECT 1 FROM messages mine
        JOIN messages other ON other.status = 'sending' AND other.lease_expires_at > now() AND other.id <> mine.id
         AND (other.from_address, other.to_address, other.body) = (mine.from_address, mine.to_address, mine.body)
        JOIN send_attempts a ON a.message_id = other.id AND a.id = other.attempt_id AND a.outcome IS NULL
       WHERE mine.id = $1
    ) AS "inFlight"`,
};

const DOUBLES = {
  name: 'doubles',
  text: `
    SELECT EXISTS (
      SELECT 1 FROM messages mine
        JOIN messages other ON other.status = 'sending' AND other.id <> mine.id
         AND (other.from_address, other.to_address, other.body) = (mine.from_address, mine.to_address, mine.body)
         AND other.attachments <> mine.attachments
         AND jsonb_array_length(other.attachments) = jsonb_array_length(mine.attachments)
       WHERE mine.id = $1
    ) AS "found"`,
};

const UNSEEN = {
  name: 'unseen',
  text: `
    SELECT count(*)::int AS count FROM send_attempts
     WHERE message_id = $1 AND (outcome IS NULL OR outcome IN ('unknown', 'absent'))
       AND coalesce(provider_code, '') <> ALL ($2::text[])`,
};

/** Which of the provider's messages belongs to which of our attempts. */
@Injectable()
export class AttemptMatches {
  constructor(private readonly database: Database) {}

  /**
   * Those of the provider's ids, in their order, that no other attempt owns; first the one that this attempt owns. It
   * does when it was found before, and its message was taken from whoever found it before he could say so.
   */
  async unmatched(
    provider: string,
    providerMessageIds: string[],
    { id, attemptId }: { id: string; attemptId: string },
  ): Promise<string[]> {
    const values = [provider, providerMessageIds, id, attemptId];
    const rows = await this.database.run<{ id: string }>(UNMATCHED, values);
    return rows.map((row) => row.id);
  }

  /** True while another message with the same pair and body is with the provider, so that its id is not known yet. */
  async siblingInFlight(messageId: string): Promise<boolean> {
    const [row] = await this.database.run<{ inFlight: boolean }>(SIBLINGS, [messageId]);
    return row?.inFlight ?? false;
  }

  /** True while a message with the same pair and body, and as many files, but others, is with the provider or unsettled. */
  async hasDoubleWithOtherFiles(messageId: string): Promise<boolean> {
    const [row] = await this.database.run<{ found: boolean }>(DOUBLES, [messageId]);
    return row?.found ?? false;
  }

  /** How many attempts of a message nobody saw the end of; without those that ended by one of these codes of ours. */
  async unseen(messageId: string, except: string[]): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(UNSEEN, [messageId, except]);
    return row?.count ?? 0;
  }
}
