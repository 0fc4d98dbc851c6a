import { MESSAGE_STATUSES, type MessageStatus } from '#entities';
import { MANUAL_STATUSES } from '#messaging';
import { IsMetadata } from '../http/validation/metadata-field.js';
import { IsOneOf } from '../http/validation/word-fields.js';

/** The word of the service before this one for `pending`. */
const QUEUED = 'queued';
const WORDS = [...MESSAGE_STATUSES, QUEUED];
export const WRONG_STATUS = `must be one of ${MANUAL_STATUSES.join(', ')}, or what the message is already`;

/** The body of `PATCH /api/v1/messages/:id/status`. */
export class SetStatusDto {
  @IsOneOf(WORDS, {
    reason: WRONG_STATUS,
    description: `One of ${MANUAL_STATUSES.join(', ')}; the others only where the message has that status already. \`queued\` is \`pending\`.`,
  })
  status: MessageStatus | typeof QUEUED;

  @IsMetadata({
    description:
      "Kept in the event's `detail.metadata`; at most 4 kB. The message's own metadata stays as it is.",
  })
  metadata?: Record<string, unknown> | null;
}

/** The status that is meant. */
export const statusMeant = ({ status }: SetStatusDto): MessageStatus =>
  status === QUEUED ? 'pending' : status;
