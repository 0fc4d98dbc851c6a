import {
  type ConversationChannel,
  type ConversationStatus,
  type ConversationType,
  MESSAGE_TYPES,
  type NewConversation,
} from '#entities';
import { pairOf } from '#messaging';
import { IsParticipant } from '../addresses/address-fields.js';
import { addressOn } from '../addresses/normalised.js';
import type { FieldOptions } from '../http/validation/field.js';
import { IsMetadata } from '../http/validation/metadata-field.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsWholeNumber } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import { requestedChannel } from './channel-asked.js';
import { IsLastMessageAsked } from './conversation-query.dto.js';
import { CONVERSATION_TYPES } from '../messages/conversation-types.js';
import { CONVERSATION_STATUSES } from './conversation-statuses.js';

const MAX_TITLE_LENGTH = 200;
const MAX_QUERY_LENGTH = 200;
/** How many conversations a search finds, at most and when nothing is said. */
export const MAX_FOUND = 50;

const IsTitle = (options?: FieldOptions) =>
  IsText(0, MAX_TITLE_LENGTH, { nullable: true, oneLine: true, example: 'Order 1042', ...options });

/** The body of `POST /api/v1/conversations`. */
export class CreateConversationDto {
  @IsOneOf(MESSAGE_TYPES, {
    nullable: true,
    description:
      '`sms` carries mms as well, and `mms` means that. Without it: `email` where there is an @, else `sms`.',
  })
  channel_type?: ConversationChannel | 'mms' | null;

  @IsParticipant(requestedChannel, {
    example: '+15551234567',
    description: "E.164 number, short code or sender's name; for email `a@b` or `Name <a@b>`.",
  })
  participant_from: string;

  @IsParticipant(requestedChannel, { example: '+15559876543' })
  participant_to: string;

  @IsOneOf(CONVERSATION_TYPES, { nullable: true, default: 'direct' })
  type?: ConversationType | null;

  @IsTitle()
  title?: string | null;

  @IsMetadata({ description: 'Your own data; at most 4 kB.' })
  metadata?: Record<string, unknown> | null;
}

/** The body of `PATCH /api/v1/conversations/:id`: what is absent stays as it is. */
export class ChangeConversationDto {
  @IsTitle({ description: 'Null clears it.' })
  title?: string | null;

  @IsOneOf(CONVERSATION_STATUSES, { optional: true })
  status?: ConversationStatus;

  @IsMetadata({ description: 'Replaces the existing metadata; null clears it.' })
  metadata?: Record<string, unknown> | null;
}

/** The body of `POST /api/v1/conversations/search`. */
export class SearchConversationsDto {
  @IsText(1, MAX_QUERY_LENGTH, {
    example: '98765',
    description:
      'A part of a number, an address or a title, or words of a message or their beginnings: all of them, in any order.',
  })
  query: string;

  @IsWholeNumber(1, MAX_FOUND, { nullable: true, default: MAX_FOUND })
  limit?: number | null;

  @IsLastMessageAsked() include_last_message = false;
}

/** A valid request as it is stored. */
export function newConversation(dto: CreateConversationDto): NewConversation {
  const channelType = requestedChannel(dto);
  const normalise = (address: string) => addressOn(channelType, address) as string;
  const [from, to] = [normalise(dto.participant_from), normalise(dto.participant_to)];
  const { low, high } = pairOf(from, to);
  return {
    type: dto.type ?? 'direct',
    channelType,
    participantFrom: from,
    participantTo: to,
    participantLow: low,
    participantHigh: high,
    title: dto.title ?? null,
    metadata: dto.metadata ?? {},
  };
}
