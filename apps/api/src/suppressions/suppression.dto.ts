import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  type ConversationChannel,
  type NewSuppression,
  SUPPRESSION_REASONS,
  type SuppressionFilter,
  type SuppressionReason,
} from '#entities';
import { normaliseEmail, normaliseNumber, participantAsked, participantOf } from '#messaging';
import { IsIn, IsOptional } from 'class-validator';
import {
  IntegerParameter,
  OneOfParameter,
  TextParameter,
  UuidParameter,
} from '../http/validation/query-parameters.js';
import { rule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';
import { IsText } from '../messages/message-rules.js';

const CHANNELS = ['sms', 'mms', 'email'] as const;
type Channel = (typeof CHANNELS)[number];

const LONGEST_ADDRESS = 320;
const LONGEST_NOTE = 500;
const MOST_PER_PAGE = 100;
const PER_PAGE = 50;

/** The address as its channel's suppressions have it; null when it is none of that channel. */
function recipientOn(channel: ConversationChannel, address: string): string | null {
  const normal = channel === 'email' ? normaliseEmail(address) : normaliseNumber(address);
  return normal === null ? null : participantOf(normal);
}

/** To one number, an sms and an mms are alike. */
const channelOf = (channel: Channel): ConversationChannel => (channel === 'email' ? 'email' : 'sms');

const IsRecipient = () =>
  rule('isRecipient', (value, { channel }) => {
    if (typeof value !== 'string' || value === '') return 'must be a string, and is required';
    const malformed = unstorable(value);
    if (malformed) return malformed;
    if (recipientOn(channelOf(channel as Channel), value) !== null) return null;
    return channel === 'email'
      ? 'must be an email address'
      : 'must be a phone number in E.164 form, for example +15551234567';
  });

/** The body of `POST /api/v1/suppressions`. */
export class CreateSuppressionDto {
  @ApiProperty({ enum: CHANNELS, description: 'sms and mms are one.' })
  @IsIn(CHANNELS, { message: `must be one of ${CHANNELS.join(', ')}` })
  channel: Channel;

  @ApiProperty({
    example: '+15559876543',
    description: 'Whom not to write to: a number, or an email address.',
  })
  @IsRecipient()
  address: string;

  @ApiProperty({ enum: SUPPRESSION_REASONS })
  @IsIn(SUPPRESSION_REASONS, { message: `must be one of ${SUPPRESSION_REASONS.join(', ')}` })
  reason: SuppressionReason;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_NOTE, example: 'Asked by phone' })
  @IsOptional()
  @IsText(0, LONGEST_NOTE)
  note?: string | null;
}

/** The parameters of `GET /api/v1/suppressions`. */
export class ListSuppressionsDto {
  @TextParameter(LONGEST_ADDRESS, {
    example: '+15559876543',
    check: (text) =>
      participantAsked(text) === null
        ? "must be a phone number, an email address, a short code or a sender's name"
        : null,
  })
  address?: string;

  @OneOfParameter(CHANNELS, { description: 'sms and mms are one.' }) channel?: Channel;
  @OneOfParameter(SUPPRESSION_REASONS) reason?: SuppressionReason;

  @IntegerParameter(1, MOST_PER_PAGE, { preset: PER_PAGE, description: 'How many at most.' })
  limit: number = PER_PAGE;

  @UuidParameter({ description: '`next_cursor` of the page before.' }) cursor?: string;
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
    address: address === undefined ? undefined : (participantAsked(address) as string),
    reason,
  };
}
