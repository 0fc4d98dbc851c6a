/** Explained in docs/decisions/0026-audit-and-masks.md. */
import { Injectable } from '@nestjs/common';
import { type Connection, Database } from '../database.js';

export const AUDIT_ACTORS = ['api_key', 'session', 'command', 'anonymous'] as const;

/** Who changed something. */
export interface AuditActor {
  /** `anonymous`: somebody without a key, where none is required. */
  kind: (typeof AUDIT_ACTORS)[number];
  /** Of the API key; that of a session is the key it was begun with. */
  id: string | null;
  /** Of the key, or whoever ran a command. */
  name: string | null;
}

/** A change: by whom, from where, of what. */
export interface NewAuditEvent {
  id: string;
  actor: AuditActor;
  address: string | null;
  /** What was done to what, as `message.retry`. */
  action: string;
  object: { kind: string; id: string | null };
  /** What changed of it, as it was and as it is; null: not known, or there was or is nothing. Never a number or a text. */
  before: object | null;
  after: object | null;
  requestId: string | null;
}

export interface AuditEvent extends NewAuditEvent {
  createdAt: Date;
}

/** What is undefined does not matter. */
export interface AuditFilter {
  action?: string | undefined;
  /** The id of a key. */
  actorId?: string | undefined;
  actorName?: string | undefined;
  objectId?: string | undefined;
  createdAfter?: Date | undefined;
  createdBefore?: Date | undefined;
}

interface Row {
  id: string;
  createdAt: Date;
  kind: AuditActor['kind'];
  actorId: string | null;
  actorName: string | null;
  address: string | null;
  action: string;
  objectKind: string;
  objectId: string | null;
  before: object | null;
  after: object | null;
  requestId: string | null;
}

const ADD = {
  name: 'add_audit_event',
  text: `
    INSERT INTO audit_events (id, actor_kind, actor_id, actor_name, address, action, object_kind, object_id, before,
                              after, request_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
};

const COLUMNS = `id, created_at AS "createdAt", actor_kind AS kind, actor_id AS "actorId", actor_name AS "actorName",
           address, action, object_kind AS "objectKind", object_id AS "objectId", before, after,
           request_id AS "requestId"`;

/** The conditions of a list, each with the part of the filter that asks for it. */
const CONDITIONS: Record<keyof AuditFilter, string> = {
  action: 'action =',
  actorId: 'actor_id =',
  actorName: 'actor_name =',
  objectId: 'object_id =',
  createdAfter: 'created_at >=',
  createdBefore: 'created_at <',
};

const FORGET = {
  name: 'forget_audit_events',
  text: `
    DELETE FROM audit_events WHERE id IN (
      SELECT id FROM audit_events WHERE created_at < now() - make_interval(days => $1) ORDER BY created_at LIMIT $2)
    RETURNING 1 AS forgotten`,
};

/** The table's own trigger lets only those delete who say how old an event must be. */
const RETENTION = {
  name: 'audit_retention',
  text: "SELECT set_config('sendstream.audit_retention_days', $1, true)",
};

/** Who changed what: written once, read, and forgotten when it is old. */
@Injectable()
export class AuditEvents {
  constructor(private readonly database: Database) {}

  /** Adding one that is there already changes nothing. */
  async add(event: NewAuditEvent, on?: Connection): Promise<void> {
    const { id, actor, address, action, object, before, after, requestId } = event;
    const values = [id, actor.kind, actor.id, actor.name, address, action, object.kind, object.id];
    await this.database.run(ADD, [...values, before, after, requestId], on);
  }

  /** Newest first, those older than the one with the id `before`. */
  async list(filter: AuditFilter, limit: number, before: string | undefined): Promise<AuditEvent[]> {
    const values: unknown[] = [limit];
    const asked = (Object.keys(CONDITIONS) as (keyof AuditFilter)[]).filter(
      (part) => filter[part] !== undefined,
    );
    const conditions = asked.map((part) => `${CONDITIONS[part]} $${values.push(filter[part])}`);
    if (before !== undefined) {
      const place = values.push(before);
      conditions.push(`(created_at, id) < (SELECT created_at, id FROM audit_events WHERE id = $${place})`);
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const text = `SELECT ${COLUMNS} FROM audit_events ${where} ORDER BY created_at DESC, id DESC LIMIT $1`;
    return (await this.database.runOnce<Row>(text, values)).map(eventOf);
  }

  /** Deletes at most `limit` events that are older than so many days; answers how many there were. */
  forget(days: number, limit: number): Promise<number> {
    return this.database.transaction(async (on) => {
      await this.database.run(RETENTION, [String(days)], on);
      return (await this.database.run(FORGET, [days, limit], on)).length;
    });
  }
}

function eventOf({ kind, actorId, actorName, objectKind, objectId, ...event }: Row): AuditEvent {
  return {
    ...event,
    actor: { kind, id: actorId, name: actorName },
    object: { kind: objectKind, id: objectId },
  };
}
