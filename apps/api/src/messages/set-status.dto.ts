import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Verdict } from '#messaging';
import { IsIn } from 'class-validator';
import { IsMetadata } from './message-rules.js';

const VERDICTS: Verdict[] = ['sent', 'delivered', 'failed', 'canceled'];

/** The body of `PATCH /api/v1/messages/:id/status`. */
export class SetStatusDto {
  @ApiProperty({ enum: VERDICTS })
  @IsIn(VERDICTS, { message: `must be one of ${VERDICTS.join(', ')}` })
  status: Verdict;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description:
      "Kept in the event's `detail.metadata`; at most 4 kB. The message's own metadata stays as it is.",
  })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}
