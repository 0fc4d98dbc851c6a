/** Explained in docs/decisions/0003-unknown-outcomes.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** So many at once: nobody waits long for what is locked meanwhile. */
const CHUNK = 1_000;

/**
 * An attempt that began when the message last changed, and whose end nobody saw: settled as any other such attempt, and sent
 * only when its provider does not have it.
 */
const DISTRUST = {
  name: 'distrust_waiting',
  text: `
    WITH waiting AS MATERIALIZED (
      SELECT id, gen_random_uuid() AS attempt, greatest(updated_at, scheduled_at) AS since FROM messages
       WHERE status IN ('scheduled', 'pending', 'retry') AND due_at <= now() AND updated_at < $1
       ORDER BY id LIMIT ${CHUNK} FOR UPDATE SKIP LOCKED
    ), distrusted AS (
      UPDATE messages m
         SET status = 'sending', attempt_id = w.attempt, attempt_count = m.attempt_count + 1, lease_token = gen_random_uuid(),
             lease_expires_at = now(), due_at = now(), updated_at = now()
        FROM waiting w WHERE m.id = w.id AND m.id = ANY (ARRAY(SELECT id FROM waiting))
      RETURNING m.id, m.attempt_id, m.attempt_count, m.provider, w.since
    ), attempts AS (
      INSERT INTO send_attempts (message_id, id, number, provider, started_at)
      SELECT id, attempt_id, attempt_count, provider, since FROM distrusted
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, attempt)
      SELECT id, 'outcome_unknown', 'sending', 'the database was restored: it may have been sent since', attempt_count FROM distrusted
    )
    SELECT count(*)::int AS count FROM distrusted`,
};

/** What a restored database says of messages that wait may be an old story. */
@Injectable()
export class RestoredMessages {
  constructor(private readonly database: Database) {}

  /**
   * Has some of what waits, is due, and was last changed before `restoredAt` looked up before it is sent. Answers how many;
   * none: that was all. No processor may run meanwhile.
   */
  async distrust(restoredAt: Date): Promise<number> {
    const [row] = await this.database.run<{ count: number }>(DISTRUST, [restoredAt]);
    return row?.count ?? 0;
  }
}
