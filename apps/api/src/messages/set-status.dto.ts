import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MESSAGE_STATUSES, type MessageStatus } from '#entities';
import { VERDICTS } from '#messaging';
import { IsIn } from 'class-validator';
import { IsMetadata } from './message-rules.js';

/** The word of the service before this one for `pending`. */
const QUEUED = 'queued';
const WORDS = [...MESSAGE_STATUSES, QUEUED];
export const WRONG_STATUS = `must be one of ${VERDICTS.join(', ')}, or what the message is already`;

/** The body of `PATCH /api/v1/messages/:id/status`. */
export class SetStatusDto {
  @ApiProperty({
    enum: WORDS,
    description: `One of ${VERDICTS.join(', ')}; the others only where the message has that status already. \`queued\` is \`pending\`.`,
  })
  @IsIn(WORDS, { message: WRONG_STATUS })
  status: MessageStatus | typeof QUEUED;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description:
      "Kept in the event's `detail.metadata`; at most 4 kB. The message's own metadata stays as it is.",
  })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}

/** The status that is meant. */
export const statusMeant = ({ status }: SetStatusDto): MessageStatus =>
  status === QUEUED ? 'pending' : status;
