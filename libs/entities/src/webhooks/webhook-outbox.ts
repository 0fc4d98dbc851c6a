/**
 * SQL for the row of a message `m` as webhooks are given it, `to_jsonb` of all but what is of one attempt only.
 * `Webhooks.messageOf` reads it.
 */
export function messageSnapshot(m: string): string {
  return `to_jsonb(${m}) - '{lease_token,lease_expires_at,attempt_id}'::text[]`;
}

/** Changed rows that webhooks are told of; all but `from` are expressions of SQL about a row `c`. */
interface WebhookSource {
  /** The CTE that has the rows. */
  from: string;
  /** The type of event. */
  type: string;
  /** Left out for what is no message's. */
  messageId?: string;
  snapshot: string;
  /** Which of the rows; left out: all. */
  where?: string;
}

/** SQL that writes what the endpoints are told which want events of that type, in the statement that makes it true. */
export function webhooksToEndpoints({ from, type, messageId, snapshot, where }: WebhookSource): string {
  return `
      INSERT INTO callbacks (endpoint_id, message_id, type, snapshot)
      SELECT e.id, ${messageId ?? 'NULL::uuid'}, ${type}, ${snapshot}
        FROM ${from} c JOIN webhook_endpoints e ON ${type} = ANY (e.events)
       WHERE ${where ?? 'true'}`;
}

/** SQL that writes what the `callback_url` of each row is told; rows without one are left out. */
export function webhooksToCallbackUrls({ from, type, messageId, snapshot, where }: WebhookSource): string {
  return `
      INSERT INTO callbacks (callback_url, message_id, type, snapshot)
      SELECT c.callback_url, ${messageId ?? 'NULL::uuid'}, ${type}, ${snapshot}
        FROM ${from} c WHERE c.callback_url IS NOT NULL AND ${where ?? 'true'}`;
}
