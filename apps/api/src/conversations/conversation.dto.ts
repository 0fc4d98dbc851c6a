import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ConversationChannel, ConversationStatus, ConversationType, NewConversation } from '#entities';
import { pairOf } from '#messaging';
import { IsIn, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { IsLine, IsMetadata, IsText } from '../messages/message-rules.js';
import { channelAsked, IsParticipant, participantOn } from './conversation-rules.js';

const LONGEST_TITLE = 200;
const LONGEST_QUERY = 200;
const MOST_FOUND = 50;

/** The body of `POST /api/v1/conversations`. */
export class CreateConversationDto {
  @ApiPropertyOptional({
    enum: ['sms', 'mms', 'email'],
    nullable: true,
    description:
      '`sms` carries mms as well, and `mms` means that. Without it: `email` where there is an @, else `sms`.',
  })
  @IsOptional()
  @IsIn(['sms', 'mms', 'email'], { message: 'must be one of sms, mms, email' })
  channel_type?: ConversationChannel | 'mms' | null;

  @ApiProperty({
    example: '+15551234567',
    description: "E.164 number, short code or sender's name; for email `a@b` or `Name <a@b>`.",
  })
  @IsParticipant()
  participant_from: string;

  @ApiProperty({ example: '+15559876543' })
  @IsParticipant()
  participant_to: string;

  @ApiPropertyOptional({ enum: ['direct', 'thread'], default: 'direct' })
  @IsOptional()
  @IsIn(['direct', 'thread'], { message: 'must be one of direct, thread' })
  type?: ConversationType;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_TITLE, example: 'Order 1042' })
  @IsOptional()
  @IsLine()
  @IsText(0, LONGEST_TITLE)
  title?: string | null;

  @ApiPropertyOptional({ type: Object, nullable: true, description: 'Yours; at most 4 kB.' })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}

/** The body of `PATCH /api/v1/conversations/:id`: what is absent stays as it is. */
export class ChangeConversationDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: LONGEST_TITLE,
    example: 'Order 1042',
    description: 'Null clears it.',
  })
  @IsOptional()
  @IsLine()
  @IsText(0, LONGEST_TITLE)
  title?: string | null;

  @ApiPropertyOptional({ enum: ['active', 'archived', 'closed'] })
  @ValidateIf(({ status }: ChangeConversationDto) => status !== undefined)
  @IsIn(['active', 'archived', 'closed'], { message: 'must be one of active, archived, closed' })
  status?: ConversationStatus;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description: 'Takes the place of all there was; null clears it.',
  })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}

/** The body of `POST /api/v1/conversations/search`. */
export class SearchConversationsDto {
  @ApiProperty({
    minLength: 1,
    maxLength: LONGEST_QUERY,
    example: '98765',
    description:
      'A part of a number, an address or a title, or words of a message or their beginnings: all of them, in any order.',
  })
  @IsText(1, LONGEST_QUERY)
  query: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_FOUND, default: MOST_FOUND })
  @IsOptional()
  @IsInt({ message: `must be a whole number from 1 to ${MOST_FOUND}` })
  @Min(1, { message: `must be a whole number from 1 to ${MOST_FOUND}` })
  @Max(MOST_FOUND, { message: `must be a whole number from 1 to ${MOST_FOUND}` })
  limit?: number | null = MOST_FOUND;
}

/** A valid request as it is stored. */
export function newConversation(dto: CreateConversationDto): NewConversation {
  const channelType = channelAsked(dto);
  const normalise = (address: string) => participantOn(channelType, address) as string;
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
