/** Explained in docs/decisions/0028-what-operators-see.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** A provider event that is stored, and whose effect is still to come. */
export interface UnappliedEvent {
  id: string;
  provider: string;
  kind: string;
  providerStatus: string;
  messageId: string | null;
  code: string | null;
  receivedAt: Date;
  /** When it is tried next; ISO 8601, to the microsecond. */
  dueAt: string;
  /** How often it was tried, and why that failed last. */
  attempts: number;
  error: string | null;
}

const LIST = {
  name: 'list_unapplied_events',
  text: `
    SELECT id, provider, kind, provider_status AS "providerStatus", message_id AS "messageId", code,
           received_at AS "receivedAt", attempts, error,
           to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "dueAt"
      FROM webhook_events
     WHERE applied_at IS NULL AND due_at >= $1::timestamptz AND (due_at, id) > ($1::timestamptz, $2::uuid)
     ORDER BY due_at, id LIMIT $3`,
};

/** Shows provider events that are not applied, for those who look after them. */
@Injectable()
export class UnappliedEvents {
  constructor(private readonly database: Database) {}

  /** In the order in which they are due, after this one. */
  list(limit: number, after: { dueAt: string; id: string } | null): Promise<UnappliedEvent[]> {
    const { dueAt, id } = after ?? { dueAt: '-infinity', id: '00000000-0000-0000-0000-000000000000' };
    return this.database.run(LIST, [dueAt, id, limit]);
  }
}
