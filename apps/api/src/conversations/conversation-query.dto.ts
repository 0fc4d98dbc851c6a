import type {
  ConversationChannel,
  ConversationFilter,
  ConversationStatus,
  ConversationType,
} from '#entities';
import { PageDto } from '../http/pages/page.dto.js';
import { BooleanParameter, OneOfParameter, TextParameter } from '../http/validation/query-parameters.js';
import { participantAsked } from './conversation-rules.js';

/** The filters of `GET /api/v1/conversations`. */
export class ListConversationsDto extends PageDto {
  @TextParameter(320, {
    example: '+15559876543',
    description: "A number, an email address, a short code, or a sender's name: either side.",
    check: (text) =>
      participantAsked(text) === null
        ? "must be a phone number, an email address, a short code or a sender's name"
        : null,
  })
  participant?: string;

  @OneOfParameter(['sms', 'email'], { aliases: { mms: 'sms' }, description: 'sms and mms are one.' })
  channel_type?: ConversationChannel;
  @OneOfParameter(['active', 'archived', 'closed']) status?: ConversationStatus;
  @OneOfParameter(['direct', 'thread']) type?: ConversationType;
}

export class FindConversationDto {
  @BooleanParameter({ description: 'Adds `messages`: the newest 50, oldest first.' }) include_messages =
    false;
}

export class DeleteConversationDto {
  @BooleanParameter({ description: 'Removes it with its messages, for good.' }) hard_delete = false;
}

export function filterOf(dto: ListConversationsDto): ConversationFilter {
  return {
    channelType: dto.channel_type,
    status: dto.status,
    type: dto.type,
    participant: dto.participant === undefined ? undefined : (participantAsked(dto.participant) as string),
  };
}
