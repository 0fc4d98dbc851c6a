import { ApiProperty } from '@nestjs/swagger';
import type { UnappliedEvent } from '#entities';
import { isUUID } from 'class-validator';
import { SHOWN, WORDS } from '../access/mask-kinds.js';
import { DEFAULT_PAGE_SIZE, IsPageLimit } from '../http/pages/page.dto.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import { IsText } from '../http/validation/text-fields.js';

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{6}Z) ([\da-f-]{36})$/;

/** The query of `GET /api/v1/admin/provider-events`. */
export class ListUnappliedEventsDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;

  @IsText(0, 200, {
    optional: true,
    check: (text) => (text === '' || positionOf(text) ? null : 'must be a next_cursor, or empty'),
    description: 'The `next_cursor` of the page before; empty or left out for the first page.',
    example: '',
  })
  cursor?: string;
}

/** A provider event whose effect is still to come. */
export class UnappliedEventView {
  @ApiProperty({ format: 'uuid', description: 'Its id here.' }) id: string;
  @ApiProperty({ ...SHOWN, example: 'twilio', description: 'Who sent it.' }) provider: string;
  @ApiProperty({ ...SHOWN, example: 'delivered', description: 'What it means: a status, or `inbound`.' })
  kind: string;
  @ApiProperty({ ...SHOWN, example: 'delivered', description: "The provider's own word." })
  provider_status: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The message it names.' })
  message_id: string | null;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: '30003',
    description: "The provider's code.",
  })
  code: string | null;
  @ApiProperty({ description: 'When it came.' }) received_at: Date;
  @ApiProperty({ description: 'When it is tried next.' }) due_at: Date;
  @ApiProperty({ type: 'integer', example: 3, description: 'How often that failed.' }) attempts: number;
  @ApiProperty({ ...WORDS, type: String, nullable: true, description: 'Why it failed last.' }) error:
    | string
    | null;
}

export class UnappliedEventsView {
  @ApiProperty({ type: [UnappliedEventView], description: 'In the order in which they are due.' })
  provider_events: UnappliedEventView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: null,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

/** Where a cursor says that the list goes on; null when it is none. */
export function positionOf(cursor: string): { dueAt: string; id: string } | null {
  const [, second = '', fraction, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!isUUID(id) || !parseInstant(`${second}Z`)) return null;
  return { dueAt: `${second}${fraction}`, id: id as string };
}

export function cursorBehindEvent({ dueAt, id }: UnappliedEvent): string {
  return Buffer.from(`${dueAt} ${id}`).toString('base64url');
}

export function unappliedEventView(event: UnappliedEvent): UnappliedEventView {
  return {
    id: event.id,
    provider: event.provider,
    kind: event.kind,
    provider_status: event.providerStatus,
    message_id: event.messageId,
    code: event.code,
    received_at: event.receivedAt,
    due_at: new Date(event.dueAt),
    attempts: event.attempts,
    error: event.error,
  };
}
