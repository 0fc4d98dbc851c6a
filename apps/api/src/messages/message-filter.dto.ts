import {
  MESSAGE_PRIORITIES,
  MESSAGE_STATUSES,
  MESSAGE_TYPES,
  type MessageFilter,
  type MessagePriority,
  type MessageStatus,
  type MessageType,
  readDestination,
} from '#entities';
import { parseMessageSearch, parseParticipantFilter } from '#messaging';
import { IsAddressFilter } from '../addresses/address-fields.js';
import { IsFilterText } from '../http/validation/text-fields.js';
import { IsInstant, IsUuid } from '../http/validation/value-fields.js';
import { AreAnyOf, IsOneOf } from '../http/validation/word-fields.js';
import { MAX_TAG_LENGTH } from './sending-fields.js';

const MAX_SEARCH_LENGTH = 200;
const MAX_NAME_LENGTH = 64;
const MAX_DOMAIN_LENGTH = 253;
const ADDRESS = {
  optional: true,
  reason: "must be a phone number in E.164 form, an email address, a short code or a sender's name",
  description: "A number, an email address, a short code, or a sender's name.",
};

/** Which messages: the same words for lists, exports and bulk actions. All that are given must hold. */
export class MessageFilterDto {
  @IsFilterText(MAX_SEARCH_LENGTH, {
    optional: true,
    check: (text) => (parseMessageSearch(text) ? null : 'must have something visible'),
    example: '6543',
    description:
      'Our id, the id of a provider, an address or a part of one (of a number four digits at least), a tag, a value of the metadata, an error code, or words of the subject and body: found is what matches any of these.',
  })
  search?: string;

  @IsUuid({ optional: true, description: 'Messages of this conversation.' }) conversation_id?: string;
  @IsUuid({ optional: true, description: 'Replies to this message.' }) parent_id?: string;

  @AreAnyOf(MESSAGE_STATUSES, {
    optional: true,
    aliases: { queued: 'pending' },
    description: 'Repeatable: any of these. `queued` is `pending`.',
  })
  status?: MessageStatus[];

  @IsOneOf(['inbound', 'outbound'], { optional: true, description: 'From others to us, or from us.' })
  direction?: 'inbound' | 'outbound';

  @IsOneOf(MESSAGE_TYPES, { optional: true, description: '`sms`, `mms` or `email`.' }) type?: MessageType;
  @IsOneOf(MESSAGE_PRIORITIES, { optional: true, description: '`code`, `normal` or `bulk`.' })
  priority?: MessagePriority;
  @IsAddressFilter({ ...ADDRESS, example: '+15551234567' }) from?: string;
  @IsAddressFilter({ ...ADDRESS, example: '+15559876543' }) to?: string;
  @IsFilterText(MAX_DOMAIN_LENGTH, {
    optional: true,
    check: (text) =>
      readDestination(text)
        ? null
        : 'must be a country such as GB, a calling code such as +800, or a mail domain',
    description:
      'Where it went, as failures are grouped: the country of the number (ISO 3166-1; the calling code, where it is of none), or the domain of the mail address.',
    example: 'GB',
  })
  destination?: string;

  @IsFilterText(MAX_TAG_LENGTH, { optional: true, description: 'One of its tags.', example: 'otp' })
  tag?: string;

  @IsFilterText(MAX_NAME_LENGTH, {
    optional: true,
    description: 'Who was to send it, or brought it.',
    example: 'twilio',
  })
  provider?: string;

  @IsFilterText(MAX_NAME_LENGTH, {
    optional: true,
    description: "The code of its error: the provider's, or our own, such as `expired`.",
    example: '30003',
  })
  error_code?: string;

  @IsUuid({ optional: true, description: 'The API key it was sent with.' }) api_key_id?: string;
  @IsInstant({ optional: true, description: 'ISO 8601; that moment included.' }) created_after?: Date;
  @IsInstant({
    optional: true,
    description: 'ISO 8601; that moment excluded.',
    example: '2026-02-01T00:00:00Z',
  })
  created_before?: Date;
  @IsInstant({ optional: true, description: 'Its last change was then or later. ISO 8601.' })
  changed_after?: Date;
  @IsInstant({
    optional: true,
    description: 'Its last change was before that. ISO 8601.',
    example: '2026-02-01T00:00:00Z',
  })
  changed_before?: Date;
}

/** Filters whose lists go from cursor to cursor alone: what they leave is not counted. */
const UNCOUNTED = [
  'search',
  'priority',
  'provider',
  'error_code',
  'destination',
  'api_key_id',
  'changed_after',
  'changed_before',
] as const;

/** The first field of this filter for which messages are not counted. */
export function uncountedField(dto: MessageFilterDto): string | undefined {
  return UNCOUNTED.find((field) => dto[field] !== undefined);
}

export function messageFilterOf(dto: MessageFilterDto): MessageFilter {
  return {
    search: dto.search === undefined ? undefined : (parseMessageSearch(dto.search) ?? undefined),
    conversationId: dto.conversation_id,
    parentId: dto.parent_id,
    status: dto.status,
    direction: dto.direction,
    type: dto.type,
    priority: dto.priority,
    from: dto.from === undefined ? undefined : (parseParticipantFilter(dto.from) ?? undefined),
    to: dto.to === undefined ? undefined : (parseParticipantFilter(dto.to) ?? undefined),
    destination: dto.destination === undefined ? undefined : (readDestination(dto.destination) ?? undefined),
    tag: dto.tag,
    provider: dto.provider,
    errorCode: dto.error_code,
    apiKeyId: dto.api_key_id,
    createdAfter: dto.created_after,
    createdBefore: dto.created_before,
    changedAfter: dto.changed_after,
    changedBefore: dto.changed_before,
  };
}
