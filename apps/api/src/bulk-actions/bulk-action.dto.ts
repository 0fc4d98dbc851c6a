import { BULK_ACTIONS, type BulkActionKind } from '#entities';
import type { BulkRequest } from '#messaging';
import { DEFAULT_PAGE_SIZE, IsPageLimit } from '../http/pages/page.dto.js';
import { parseInstant } from '../http/validation/parse-instant.js';
import { IsQueryObject, queryIn } from '../http/validation/query-object.js';
import { IsBooleanValue, IsUuid } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import { MessageFilterDto, messageFilterOf } from '../messages/message-filter.dto.js';
import { IsSendTime } from '../messages/sending-fields.js';
import { InvalidFields } from '../problems/field-error.js';

/** The body of `POST /api/v1/bulk-actions`. */
export class CreateBulkActionDto {
  @IsOneOf(BULK_ACTIONS, {
    description:
      '`retry` sends failed messages again, `cancel` keeps those that wait from being sent, `reschedule` gives scheduled ones another time.',
  })
  action: BulkActionKind;

  @IsQueryObject(MessageFilterDto, {
    example: { status: ['failed'], error_code: '30003', changed_after: '2026-01-31T12:00:00Z' },
    description: 'Which messages: as the parameters of `GET /api/v1/messages`, one at least.',
  })
  filter: MessageFilterDto;

  @IsSendTime({
    optional: true,
    example: '2026-02-01T09:00:00Z',
    description: 'Of `reschedule`, and required there: when they are sent, at most 35 days ahead.',
  })
  scheduled_at?: string;

  @IsBooleanValue({ optional: true, default: false, description: 'Only say what would be done.' })
  dry_run: boolean = false;
}

/** The parameters of `GET /api/v1/bulk-actions`. */
export class ListBulkActionsDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsUuid({ optional: true, description: '`next_cursor` of the page before.' }) cursor?: string;
}

/** @throws InvalidFields when the filter is wrong, or a time is missing or too much. */
export function bulkRequestOf(dto: CreateBulkActionDto, createdBy: string | null): BulkRequest {
  const { action, filter: asked, scheduled_at } = dto;
  const filter = messageFilterOf(queryIn(MessageFilterDto, 'filter', asked));
  const isTimed = scheduled_at !== undefined;
  if (isTimed !== (action === 'reschedule')) {
    const reason = isTimed ? `is not possible together with ${action}` : 'is required';
    throw new InvalidFields([{ field: 'scheduled_at', reason }]);
  }
  return { action, asked, filter, scheduledAt: isTimed ? parseInstant(scheduled_at) : null, createdBy };
}
