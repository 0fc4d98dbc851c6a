import { ApiProperty } from '@nestjs/swagger';
import { BULK_ACTIONS, type BulkAction } from '#entities';
import type { BulkPreview } from '#messaging';

const REASONS = [
  'erased',
  'not_failed',
  'not_waiting',
  'not_scheduled',
  'expired',
  'suppressed',
  'changed',
] as const;

/** Messages that are not changed, and why. */
export class LeftOutView {
  @ApiProperty({
    enum: REASONS,
    example: 'expired',
    description:
      '`not_failed`, `not_waiting`, `not_scheduled`: in no status from which the action is possible; `expired`: it could not be sent any more; `suppressed`: its recipient is; `erased`: it is being removed; `changed`: somebody else changed it at that moment.',
  })
  reason: string;
  @ApiProperty({ type: 'integer', example: 31, description: 'How many.' }) count: number;
}

const LEFT_OUT = {
  type: [LeftOutView] as [typeof LeftOutView],
  description: 'What matches and is not changed, by reason.',
};

/** What a bulk action would do now. */
export class BulkActionPreviewView {
  @ApiProperty({ enum: BULK_ACTIONS, example: 'retry', description: 'What would be done.' }) action: string;
  @ApiProperty({ type: 'integer', example: 1235, description: 'How many match the filter.' })
  matching: number;
  @ApiProperty({ type: 'integer', example: 1204, description: 'How many would be changed.' })
  affected: number;
  @ApiProperty(LEFT_OUT) left_out: LeftOutView[];
  @ApiProperty({
    example: false,
    description: 'True: more than 100,000 match, and the counts are of the newest 100,000.',
  })
  is_minimum: boolean;
}

/** Who began it. */
export class BulkActionCreatorView {
  @ApiProperty({ format: 'uuid', description: 'The id of the API key.' }) id: string;
  @ApiProperty({ type: String, nullable: true, example: 'console', description: 'Its name.' }) name:
    | string
    | null;
}

/** A change of many messages, and how far it came. */
export class BulkActionView {
  @ApiProperty({ format: 'uuid', description: 'Its id.' }) id: string;
  @ApiProperty({ enum: BULK_ACTIONS, example: 'retry', description: 'What is done.' }) action: string;
  @ApiProperty({
    type: Object,
    example: { status: ['failed'], error_code: '30003' },
    description: 'Which messages, as it was asked for.',
  })
  filter: Record<string, unknown>;
  @ApiProperty({ type: Date, nullable: true, description: 'Of `reschedule`: when they are sent.' })
  scheduled_at: Date | null;
  @ApiProperty({
    enum: ['running', 'stopped', 'done'],
    example: 'running',
    description: 'One that is `stopped` can be resumed.',
  })
  status: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 1235,
    description: 'How many matched when it began; null: more than 100,000.',
  })
  matching: number | null;
  @ApiProperty({ type: 'integer', example: 700, description: 'How many were changed so far.' }) done: number;
  @ApiProperty(LEFT_OUT) left_out: LeftOutView[];
  @ApiProperty({ type: 'integer', example: 0, description: 'How many could not be changed: see the log.' })
  failed: number;
  @ApiProperty({ description: 'When it began: what changed since then is not touched.' }) created_at: Date;
  @ApiProperty({ description: 'When it last came on.' }) updated_at: Date;
  @ApiProperty({ type: Date, nullable: true, description: 'When it was done.' }) finished_at: Date | null;
  @ApiProperty({
    type: BulkActionCreatorView,
    nullable: true,
    description: 'The API key that began it; null: none was needed.',
  })
  created_by: BulkActionCreatorView | null;
}

export class BulkActionListView {
  @ApiProperty({ type: [BulkActionView], description: 'Newest first.' }) bulk_actions: BulkActionView[];
  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null: there is none.' })
  next_cursor: string | null;
}

export function bulkActionPreviewView(action: string, preview: BulkPreview): BulkActionPreviewView {
  const { matching, affected, leftOut, isMinimum } = preview;
  return { action, matching, affected, left_out: leftOutView(leftOut), is_minimum: isMinimum };
}

export function bulkActionView(job: BulkAction): BulkActionView {
  return {
    id: job.id,
    action: job.action,
    filter: job.filter,
    scheduled_at: job.scheduledAt,
    status: job.status,
    matching: job.matching,
    done: job.done,
    left_out: leftOutView(job.leftOut),
    failed: job.failed,
    created_at: job.createdAt,
    updated_at: job.updatedAt,
    finished_at: job.finishedAt,
    created_by: job.createdBy,
  };
}

/** The most frequent first. */
function leftOutView(counts: Record<string, number>): LeftOutView[] {
  return Object.entries(counts)
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}
