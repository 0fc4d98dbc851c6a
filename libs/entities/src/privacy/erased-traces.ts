/** Explained in docs/decisions/0022-erased-stays-erased.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { storableJson } from '../storable.js';
import { IS_ERASED } from './erased-events.js';

/** What an event is known by. */
export interface EventIds {
  id: string;
  provider: string;
  eventId: string;
  providerMessageId: string | null;
  messageId: string | null;
}

const MISSING = {
  name: 'erasure_missing',
  text: `
    SELECT id FROM unnest($1::uuid[]) AS i(id)
     WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = i.id)
       AND NOT EXISTS (SELECT 1 FROM webhook_events w WHERE w.id = i.id)
       AND NOT EXISTS (SELECT 1 FROM callbacks c WHERE c.id = i.id)`,
};

const ERASED_EVENTS = {
  name: 'erased_events',
  text: `
    SELECT id FROM json_to_recordset($1::json)
        AS e(id uuid, provider text, "eventId" text, "providerMessageId" text, "messageId" uuid)
     WHERE ${IS_ERASED}`,
};

/** Knows what is erased by the traces of it that are elsewhere, in dead letters for instance. */
@Injectable()
export class ErasedTraces {
  constructor(private readonly database: Database) {}

  /** Those of these ids that are no message, event or callback (any more). */
  async missing(ids: string[]): Promise<Set<string>> {
    return new Set((await this.database.run<{ id: string }>(MISSING, [ids])).map(({ id }) => id));
  }

  /** Those of these events that are of erased messages, by their ids. */
  async erasedEvents(events: EventIds[]): Promise<Set<string>> {
    const rows = await this.database.run<{ id: string }>(ERASED_EVENTS, [storableJson(events)]);
    return new Set(rows.map(({ id }) => id));
  }
}
