import type {
  ConversationChannel,
  ConversationFilter,
  ConversationStatus,
  ConversationType,
} from '#entities';
import { parseParticipantFilter } from '#messaging';
import { IsAddressFilter } from '../addresses/address-fields.js';
import { PageDto } from '../http/pages/page.dto.js';
import { IsBooleanValue } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import { CONVERSATION_TYPES } from '../messages/conversation-types.js';
import { CONVERSATION_STATUSES } from './conversation-statuses.js';

/** Whether an answer has the newest message of each conversation. */
export const IsLastMessageAsked = () =>
  IsBooleanValue({
    optional: true,
    description: 'Adds `last_message` to each: the beginning of its newest.',
  });

/** The filters of `GET /api/v1/conversations`. */
export class ListConversationsDto extends PageDto {
  @IsAddressFilter({
    optional: true,
    example: '+15559876543',
    description: "A number, an email address, a short code, or a sender's name: either side.",
  })
  participant?: string;

  @IsOneOf(['sms', 'email'], {
    optional: true,
    aliases: { mms: 'sms' },
    description: '`sms` includes `mms`.',
  })
  channel_type?: ConversationChannel;

  @IsOneOf(CONVERSATION_STATUSES, { optional: true }) status?: ConversationStatus;
  @IsOneOf(CONVERSATION_TYPES, { optional: true }) type?: ConversationType;

  @IsBooleanValue({ optional: true, description: 'True: only those with messages that were not read.' })
  unread = false;

  @IsLastMessageAsked() include_last_message = false;
}

export class FindConversationDto {
  @IsBooleanValue({ optional: true, description: 'Adds `messages`: the newest 50, oldest first.' })
  include_messages = false;
}

export class DeleteConversationDto {
  @IsBooleanValue({ optional: true, description: 'Deletes it with its messages, permanently.' })
  hard_delete = false;
}

export function filterOf(dto: ListConversationsDto): ConversationFilter {
  return {
    channelType: dto.channel_type,
    status: dto.status,
    type: dto.type,
    isUnread: dto.unread,
    participant:
      dto.participant === undefined ? undefined : (parseParticipantFilter(dto.participant) as string),
  };
}
