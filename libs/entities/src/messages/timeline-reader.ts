/** Explained in docs/decisions/0002-hand-written-sql.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import type { MessageEvent } from '../tables/message-event.entity.js';

/** A timeline somebody follows, and the last event of it that is known ('0': none). */
export interface FollowedTimeline {
  messageId: string;
  after: string;
}

/** So many events of one timeline are read at once. */
export const EVENTS_AT_ONCE = 200;

const SINCE = {
  name: 'events_since',
  text: `
    SELECT f.place::int AS place, e.* FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS f (message_id, after, place)
     CROSS JOIN LATERAL (
       SELECT message_id AS "messageId", id, type, status, reason, attempt, detail, created_at AS "createdAt"
         FROM message_events
        WHERE message_id = f.message_id AND id > f.after ORDER BY message_events.id LIMIT ${EVENTS_AT_ONCE}) AS e
     ORDER BY f.place, e.id`,
};

/** Reads on in timelines. */
@Injectable()
export class TimelineReader {
  constructor(private readonly database: Database) {}

  /** For each of these, in order, what happened since; one statement for all of them. */
  async since(followed: FollowedTimeline[]): Promise<MessageEvent[][]> {
    const rows = await this.database.run<MessageEvent & { place: number }>(SINCE, [
      followed.map(({ messageId }) => messageId),
      followed.map(({ after }) => after),
    ]);
    const found: MessageEvent[][] = followed.map(() => []);
    for (const { place, ...event } of rows) found[place - 1]?.push(event);
    return found;
  }
}
