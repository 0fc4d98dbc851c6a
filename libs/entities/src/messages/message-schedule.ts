/** Explained in docs/decisions/0028-what-operators-see.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

const RESCHEDULE = {
  name: 'reschedule',
  text: `
    WITH input AS MATERIALIZED (
      SELECT id FROM unnest($1::uuid[]) AS id ORDER BY id
    ), moved AS (
      UPDATE messages m SET scheduled_at = $2, due_at = $2, updated_at = now()
        FROM input i
       WHERE m.id = ANY (ARRAY[i.id]) AND m.status = 'scheduled' AND (m.expires_at <= $2) IS NOT TRUE
      RETURNING m.id
    ), events AS (
      INSERT INTO message_events (message_id, type, status, reason, detail)
      SELECT id, 'rescheduled', 'scheduled', $3, jsonb_build_object('by_hand', true, 'scheduled_at', $2::timestamptz)
        FROM moved
    )
    SELECT id FROM moved`,
};

/** When scheduled messages are sent. */
@Injectable()
export class MessageSchedule {
  constructor(private readonly database: Database) {}

  /** Gives messages that are still `scheduled`, and do not expire before, another time; answers which. */
  async reschedule(ids: string[], to: Date, reason: string, on?: Connection): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(RESCHEDULE, [ids, to, reason], on);
    return new Set(rows.map(({ id }) => id));
  }
}
