import { ApiProperty } from '@nestjs/swagger';
import type { CallbackPosition, WaitingCallback } from '#entities';
import { WEBHOOK_EVENTS } from '#messaging';
import { isUUID } from 'class-validator';
import { SHOWN, WORDS } from '../access/mask-kinds.js';
import { DEFAULT_PAGE_SIZE, IsPageLimit } from '../http/pages/page.dto.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import { IsText } from '../http/validation/text-fields.js';

/** A target has 300 characters at most. */
const MAX_CURSOR_LENGTH = 2_000;
const SINCE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{6}Z$/;

/** The query of `GET /api/v1/callbacks`. */
export class ListCallbacksDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;

  @IsText(0, MAX_CURSOR_LENGTH, {
    optional: true,
    check: (text) => (text === '' || positionOf(text) ? null : 'must be a next_cursor, or empty'),
    description: 'The `next_cursor` of the page before; empty or left out for the first page.',
    example: '',
  })
  cursor?: string;
}

/** A webhook to the `callback_url` of a message that is still to be told. */
export class WaitingCallbackView {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` of all its attempts.' }) id: string;
  @ApiProperty({
    format: 'uri',
    example: 'https://example.com/hooks/order-1042',
    description: 'The `callback_url` of its message.',
  })
  url: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS, description: 'What it tells.' }) type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of which message.' })
  message_id: string | null;
  @ApiProperty({ type: 'integer', example: 3, description: 'How often it was tried.' }) attempts: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 500, description: 'Of the last attempt.' })
  http_status: number | null;
  @ApiProperty({
    ...WORDS,
    type: String,
    nullable: true,
    example: 'it answered 500',
    description: 'Why the last attempt failed.',
  })
  error: string | null;
  @ApiProperty({ description: 'When it came about.' }) created_at: Date;
  @ApiProperty({ type: Date, nullable: true, description: 'When it was tried last.' })
  last_attempt_at: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'When it is tried next; null: it is queued now.' })
  next_attempt_at: Date | null;
}

export class WaitingCallbacksView {
  @ApiProperty({
    type: [WaitingCallbackView],
    description: 'By receiver; of each, those that have waited or are due longest come first.',
  })
  callbacks: WaitingCallbackView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: null,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

/** Where a cursor says that the list goes on; undefined when it is none. */
export function positionOf(cursor: string): CallbackPosition | undefined {
  const [since = '', id = '', ...target] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const [, second] = SINCE.exec(since) ?? [];
  const isOne = second !== undefined && parseInstant(`${second}Z`) && isUUID(id) && target.length > 0;
  return isOne ? { since, id, target: target.join(' ') } : undefined;
}

/** A page out of one more than it holds. */
export function waitingCallbacksView(found: WaitingCallback[], limit: number): WaitingCallbacksView {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const position = last && [last.since, last.id, last.target].join(' ');
  return {
    callbacks: page.map(waitingCallbackView),
    next_cursor: position === undefined ? null : Buffer.from(position).toString('base64url'),
  };
}

function waitingCallbackView(callback: WaitingCallback): WaitingCallbackView {
  const { id, url, type, attempts, error } = callback;
  return {
    id,
    url,
    type,
    message_id: callback.messageId,
    attempts,
    http_status: callback.httpStatus,
    error,
    created_at: callback.createdAt,
    last_attempt_at: callback.lastAttemptAt,
    next_attempt_at: callback.nextAttemptAt,
  };
}
