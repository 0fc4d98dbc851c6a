import {
  MESSAGE_TYPES,
  type MessageType,
  type NewSuppression,
  SUPPRESSION_REASONS,
  type SuppressionFilter,
  type SuppressionReason,
} from '#entities';
import { channelOf, parseParticipantFilter } from '#messaging';
import { IsAddressFilter, IsSuppressible } from '../addresses/address-fields.js';
import { recipientOn } from '../addresses/normalised.js';
import { IsPageLimit, DEFAULT_PAGE_SIZE } from '../http/pages/page.dto.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsUuid } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';

const MAX_NOTE_LENGTH = 500;

/** The body of `POST /api/v1/suppressions`. */
export class CreateSuppressionDto {
  @IsOneOf(MESSAGE_TYPES, { description: '`sms` includes `mms`.' })
  channel: MessageType;

  @IsSuppressible(({ channel }) => channelOf(channel as MessageType), {
    example: '+15559876543',
    description: 'The address to suppress: a number or an email address.',
  })
  address: string;

  @IsOneOf(SUPPRESSION_REASONS)
  reason: SuppressionReason;

  @IsText(0, MAX_NOTE_LENGTH, { nullable: true, example: 'Asked by phone' })
  note?: string | null;
}

/** The parameters of `GET /api/v1/suppressions`. */
export class ListSuppressionsDto {
  @IsAddressFilter({ optional: true, example: '+15559876543' }) address?: string;
  @IsOneOf(MESSAGE_TYPES, { optional: true, description: '`sms` includes `mms`.' }) channel?: MessageType;
  @IsOneOf(SUPPRESSION_REASONS, { optional: true }) reason?: SuppressionReason;
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsUuid({ optional: true, description: '`next_cursor` of the page before.' }) cursor?: string;
}

/** A valid request as it is stored. */
export function newSuppression({ channel, address, reason, note }: CreateSuppressionDto): NewSuppression {
  const on = channelOf(channel);
  return { channel: on, address: recipientOn(on, address) as string, reason, note: note ?? null };
}

/** A valid query as it is looked up. */
export function filterOf({ address, channel, reason }: ListSuppressionsDto): SuppressionFilter {
  return {
    channel: channel && channelOf(channel),
    address: address === undefined ? undefined : (parseParticipantFilter(address) as string),
    reason,
  };
}
