import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_ACTORS, type AuditActor, type AuditEvent, type AuditFilter } from '#entities';
import { maskedId } from '#observability';
import { isUUID } from 'class-validator';
import { DEFAULT_PAGE_SIZE, IsPageLimit } from '../http/pages/page.dto.js';
import { IsFilterText } from '../http/validation/text-fields.js';
import { IsInstant, IsUuid } from '../http/validation/value-fields.js';
import { SHOWN } from './mask-kinds.js';

const ID = '0190b1de-8a00-7000-8000-00000000002a';
const KEY = '0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70';
const MAX_TEXT_LENGTH = 200;
const TEXT = { ...SHOWN, type: String, nullable: true } as const;
const STATE = { ...SHOWN, type: Object, nullable: true } as const;

/** The query of `GET /api/v1/audit-events`. */
export class ListAuditEventsDto {
  @IsFilterText(MAX_TEXT_LENGTH, {
    optional: true,
    description: 'Only this, such as `api_key.revoke`.',
    example: 'api_key.revoke',
  })
  action?: string;

  @IsFilterText(MAX_TEXT_LENGTH, {
    optional: true,
    description:
      'Only what this key, or a session of it, changed: its id or its name. Of a command: who ran it.',
    example: 'support',
  })
  actor?: string;

  @IsFilterText(MAX_TEXT_LENGTH, {
    optional: true,
    description:
      'Only what was done to this: the id of a message, a key, an endpoint; the name of a queue or a sender.',
    example: KEY,
  })
  object_id?: string;

  @IsInstant({ optional: true, description: 'ISO 8601; that moment included.' }) created_after?: Date;
  @IsInstant({
    optional: true,
    example: '2026-02-01T00:00:00Z',
    description: 'ISO 8601; that moment excluded.',
  })
  created_before?: Date;

  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsUuid({ optional: true, description: '`next_cursor` of the page before.', example: ID }) cursor?: string;
}

/** Who changed something. */
export class AuditActorView {
  @ApiProperty({
    enum: AUDIT_ACTORS,
    example: 'session',
    description: '`anonymous`: nobody who said who he is, where no key is required.',
  })
  kind: AuditActor['kind'];
  @ApiProperty({
    ...TEXT,
    format: 'uuid',
    example: KEY,
    description: 'Of the API key, that of a session too.',
  })
  id: string | null;
  @ApiProperty({
    ...TEXT,
    example: 'support',
    description: 'Of the key as it was then, or of who ran a command.',
  })
  name: string | null;
}

/** What was changed. */
export class AuditObjectView {
  @ApiProperty({ ...SHOWN, example: 'api_key', description: 'What it is.' }) kind: string;
  @ApiProperty({ ...TEXT, example: KEY, description: 'Which one.' }) id: string | null;
}

/** One change: by whom, when, from where, of what. */
export class AuditEventView {
  @ApiProperty({ format: 'uuid', example: ID, description: 'Its id.' }) id: string;
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When it was made.' }) created_at: Date;
  @ApiProperty({ type: AuditActorView, description: 'By whom.' }) actor: AuditActorView;
  @ApiProperty({
    ...TEXT,
    example: '192.0.2.1',
    description: 'From where: an IP address, or the machine a command ran on.',
  })
  address: string | null;
  @ApiProperty({ ...SHOWN, example: 'api_key.change', description: 'What was done to what.' }) action: string;
  @ApiProperty({ type: AuditObjectView, description: 'To which.' }) object: AuditObjectView;
  @ApiProperty({
    ...STATE,
    example: { rate_limit: null },
    description:
      'What changed of it, as it was. Numbers and texts are masked. Null: it was not there, or is not known.',
  })
  before: object | null;
  @ApiProperty({
    ...STATE,
    example: { rate_limit: 600 },
    description: 'The same as it is since. Null: it is gone, or there is nothing to say.',
  })
  after: object | null;
  @ApiProperty({
    ...TEXT,
    example: '0190b1de-8a00-7000-8000-00000000002b',
    description: 'The `X-Request-Id` of the request, which its answer has too; a number in it is masked.',
  })
  request_id: string | null;
}

export class AuditEventsView {
  @ApiProperty({ type: [AuditEventView], description: 'Newest first.' }) audit_events: AuditEventView[];
  @ApiProperty({ ...TEXT, example: ID, description: '`cursor` of the next page; null on the last.' })
  next_cursor: string | null;
}

/** A valid query as it is looked up. */
export function filterOf(query: ListAuditEventsDto): AuditFilter {
  const { action, actor, object_id: object } = query;
  const objectId = object && maskedId(object);
  const who = actor === undefined ? {} : isUUID(actor) ? { actorId: actor } : { actorName: actor };
  return { action, objectId, ...who, createdAfter: query.created_after, createdBefore: query.created_before };
}

export function auditEventView({ createdAt, requestId, ...event }: AuditEvent): AuditEventView {
  const { id, actor, address, action, object, before, after } = event;
  return { id, created_at: createdAt, actor, address, action, object, before, after, request_id: requestId };
}
