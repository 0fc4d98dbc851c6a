/** Explained in docs/decisions/0041-erasure-of-a-person.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { participantOf } from '../tables/participant.js';

/** What a provider told, as it came. */
export interface ToldEvent {
  id: string;
  kind: string;
  providerStatus: string;
  receivedAt: Date;
  appliedAt: Date | null;
  code: string | null;
  error: string | null;
  payload: Record<string, unknown>;
  provider: string;
}

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const CONVERSATIONS = {
  name: 'export_conversations_of_address',
  text: `
    (SELECT id FROM conversations WHERE participant_low = $1 AND id > $2 ORDER BY id LIMIT $3)
     UNION
    (SELECT id FROM conversations WHERE participant_high = $1 AND id > $2 ORDER BY id LIMIT $3)
     ORDER BY id LIMIT $3`,
};

/** By each index the newest; no plan reads all of somebody's messages for one page, save those of the tail. */
const MESSAGES = {
  name: 'export_messages_of_address',
  text: `
    SELECT id FROM (
      SELECT message_id AS id FROM message_index_tail WHERE $1 IN (from_participant, to_participant)
       UNION
      SELECT message_id FROM message_index WHERE from_participant = $1
       UNION
      SELECT message_id FROM message_index WHERE to_participant = $1) AS m
     WHERE id < $2 ORDER BY id DESC LIMIT $3`,
};

const OWN = `$2 IN (${participantOf('m.type', 'm.from_address')}, ${participantOf('m.type', 'm.to_address')})`;

/** Those of his own messages are given out with these. */
const EVENTS = {
  name: 'export_events_of_address',
  text: `
    SELECT w.id, w.kind, w.provider_status AS "providerStatus", w.received_at AS "receivedAt",
           w.applied_at AS "appliedAt", w.code, w.error, w.payload, w.provider
      FROM webhook_events w
     WHERE w.id = ANY ($1::uuid[])
       AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.id IN (w.id, w.message_id) AND ${OWN})
       AND NOT EXISTS (SELECT 1 FROM send_attempts a JOIN messages m ON m.id = a.message_id
                        WHERE a.provider_message_id = w.provider_message_id AND a.provider = w.provider AND ${OWN})
     ORDER BY w.id`,
};

/** Finds what is somebody's, to give it to him. The address is a participant. */
@Injectable()
export class AddressExport {
  constructor(private readonly database: Database) {}

  /** Ids of conversations with him, oldest first, behind the one with the id `after`. */
  async conversations(address: string, after: string | null, limit: number): Promise<string[]> {
    const rows = await this.database.run<{ id: string }>(CONVERSATIONS, [address, after ?? FIRST, limit]);
    return rows.map(({ id }) => id);
  }

  /** Ids of messages from him or to him, newest first, older than the one with the id `before`. */
  async messages(address: string, before: string | null, limit: number): Promise<string[]> {
    const rows = await this.database.run<{ id: string }>(MESSAGES, [address, before ?? LAST, limit]);
    return rows.map(({ id }) => id);
  }

  /** Those of these events that are of no message of his. */
  otherEvents(ids: string[], address: string): Promise<ToldEvent[]> {
    return this.database.run<ToldEvent>(EVENTS, [ids, address]);
  }
}
