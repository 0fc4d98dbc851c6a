/** Explained in docs/decisions/0003-unknown-outcomes.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { erasedHash } from '../privacy/erased-events.js';

const UNMATCHED = {
  name: 'unmatched',
  // What a message owned that was erased since is nobody else's.
  text: `
    SELECT candidate AS id
      FROM unnest($2::text[]) WITH ORDINALITY AS c(candidate, position)
      LEFT JOIN LATERAL (
        SELECT message_id = $3 AND id = $4 AS ours FROM send_attempts
         WHERE provider = $1 AND provider_message_id = candidate
      ) AS owner ON true
     WHERE ours IS NOT FALSE
       AND NOT EXISTS (SELECT 1 FROM erased WHERE hash = ${erasedHash("'provider'", '$1::text', 'candidate')})
     ORDER BY ours IS TRUE DESC, position`,
};

/** What the provider shows as the sender of message `m`, in lower case. */
const shownSender = (m: string) =>
  `lower(CASE WHEN ${m}.from_address LIKE 'pool:%' THEN coalesce(${m}.sent_from, ${m}.from_address) ELSE ${m}.from_address END)`;
const isOfService = (m: string) => `${m}.from_address LIKE 'MG%' AND length(${m}.from_address) = 34`;

const SIBLINGS = {
  name: 'siblings',
  text: `
    SELECT EXISTS (
      SELECT 1 FROM messages mine
        JOIN messages other ON other.status = 'sending' AND other.lease_expires_at > now() AND other.id <> mine.id
         AND (other.to_address, other.body) = (mine.to_address, mine.body)
         AND (${shownSender('other')} = ${shownSender('mine')} OR ${isOfService('other')})
        JOIN send_attempts a ON a.message_id = other.id AND a.id = other.attempt_id AND a.outcome IS NULL
       WHERE mine.id = $1
    ) AS "inFlight"`,
};

const DOUBLES = {
  name: 'doubles',
  // One that was given up, or is to be sent again, may still be what the provider shows: whatever its status, its call
  // has no id. One with more files is told apart by their number.
  text: `
    WITH mine AS MATERIALIZED (
      SELECT m.*, a.started_at FROM messages m JOIN send_attempts a ON a.message_id = m.id AND a.id = m.attempt_id
       WHERE m.id = $1
    ), others AS (
      SELECT o.* FROM mine JOIN messages o ON o.status IN ('sending', 'retry', 'pending')
       UNION ALL
      SELECT o.* FROM mine JOIN messages o ON o.status = 'failed' AND o.conversation_id = mine.conversation_id
    ), doubles AS (
      SELECT a.outcome IS NULL AND o.status = 'sending' AND o.lease_expires_at > now() AS calling
        FROM mine
        JOIN others o ON o.id <> mine.id
         AND (${shownSender('o')}, o.to_address, o.body) = (${shownSender('mine')}, mine.to_address, mine.body)
         AND o.attachments <> mine.attachments
         AND jsonb_array_length(o.attachments) <= jsonb_array_length(mine.attachments)
        JOIN send_attempts a ON a.message_id = o.id AND a.provider_message_id IS NULL
         AND (a.outcome IS NULL OR a.outcome = 'unknown') AND a.started_at > mine.started_at - interval '1 minute'
    )
    SELECT bool_or(calling) AS calling, bool_or(NOT calling) AS unsettled FROM doubles`,
};

const OF_SERVICE = {
  name: 'double_of_service',
  text: `
    SELECT EXISTS (
      SELECT 1 FROM messages mine
        JOIN messages other ON other.status = 'sending' AND other.id <> mine.id
         AND (other.to_address, other.body) = (mine.to_address, mine.body) AND ${isOfService('other')}
        JOIN send_attempts a ON a.message_id = other.id AND a.id = other.attempt_id AND a.provider_message_id IS NULL
       WHERE mine.id = $1 AND mine.type <> 'email' AND NOT (${isOfService('mine')})
    ) AS unsettled`,
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

  /**
   * What is known of messages with the same pair and body but other files, which the provider's list cannot tell from
   * this one: `calling` while the answer to one's call is still awaited, `unsettled` when nobody saw the end of one's.
   */
  async doubleWithOtherFiles(messageId: string): Promise<'calling' | 'unsettled' | null> {
    const [row] = await this.database.run<{ calling: boolean; unsettled: boolean }>(DOUBLES, [messageId]);
    if (row?.calling) return 'calling';
    return row?.unsettled ? 'unsettled' : null;
  }

  /**
   * True while nobody knows the id of an equal text of a Messaging Service: the list of a number shows what the service sent
   * from it too.
   */
  async doubleOfService(messageId: string): Promise<boolean> {
    const [row] = await this.database.run<{ unsettled: boolean }>(OF_SERVICE, [messageId]);
    return row?.unsettled ?? false;
  }

  /** How many attempts of a message nobody saw the end of; without those that ended by one of these codes of ours. */
  async unseen(messageId: string, except: string[]): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(UNSEEN, [messageId, except]);
    return row?.count ?? 0;
  }
}
