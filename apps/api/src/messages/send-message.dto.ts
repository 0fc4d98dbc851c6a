import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MessageType } from '#entities';
import { IsIn, IsOptional } from 'class-validator';
import { IsFlag, IsOneOf, IsUuid, IsWhole } from '../http/validation/plain-rules.js';
import { IsRecipient, IsSender } from './address-rules.js';
import { IsAttachments, IsForEmailOnly, IsLine, IsMessageBody, IsMetadata, IsText } from './message-rules.js';
import {
  AreIgnorableReasons,
  AreMailboxes,
  AreTags,
  IsCallbackUrl,
  IsExpiry,
  IsMailbox,
  IsSendTime,
  LONGEST_WAIT_SECONDS,
} from './sending-rules.js';

/** The body of `POST /api/v1/messages/send`. A field that is null is as absent. */
export class SendMessageDto {
  @ApiProperty({ enum: ['sms', 'mms', 'email'] })
  @IsIn(['sms', 'mms', 'email'], { message: 'must be one of sms, mms, email' })
  type: MessageType;

  @ApiProperty({
    example: '+15551234567',
    description:
      'E.164 number, short code, or for an sms a name of up to 11 letters, digits, spaces, `+ - _ &` (not to the United States and Canada); `a@b` / `Name <a@b>` for an email.',
  })
  @IsSender()
  from: string;

  @ApiProperty({ example: '+15559876543' })
  @IsRecipient()
  to: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'Your code is 123456',
    description:
      'sms and mms: up to 1,600 UTF-16 units. May be absent or empty in an mms, and in an email with attachments or html.',
  })
  @IsMessageBody()
  body?: string | null;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'http or https URLs, at most 10.' })
  @IsAttachments()
  attachments?: string[] | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Email only. Without it: "(no subject)".',
  })
  @IsForEmailOnly()
  @IsOptional()
  @IsLine()
  @IsText(0, 998)
  subject?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'Email only. Without it a `body` that is HTML is sent as HTML, its words as the text; an empty string sends ' +
      'it as plain text.',
  })
  @IsForEmailOnly()
  @IsOptional()
  @IsText(0, 200_000)
  html?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Email only: where answers go.' })
  @IsForEmailOnly()
  @IsMailbox()
  reply_to?: string | null;

  @ApiPropertyOptional({ type: [String], maxItems: 50, nullable: true, description: 'Email only.' })
  @IsForEmailOnly()
  @AreMailboxes()
  cc?: string[] | null;

  @ApiPropertyOptional({ type: [String], maxItems: 50, nullable: true, description: 'Email only.' })
  @IsForEmailOnly()
  @AreMailboxes()
  bcc?: string[] | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description:
      'The message this one answers, between the same two on the same channel; it joins its conversation.',
  })
  @IsUuid()
  parent_id?: string | null;

  @ApiPropertyOptional({
    enum: ['direct', 'thread'],
    nullable: true,
    default: 'direct',
    description: '`direct`: the one conversation of the two on this channel. `thread`: a new one.',
  })
  @IsOneOf('direct', 'thread')
  conversation_type?: 'direct' | 'thread' | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'ISO 8601, at most 35 days ahead: `scheduled` until then. A moment that is past is as good as now.',
  })
  @IsSendTime()
  send_at?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'ISO 8601: not sent after that (`failed`, code `expired`).',
  })
  @IsExpiry()
  expires_at?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: LONGEST_WAIT_SECONDS,
    nullable: true,
    description: 'Instead of `expires_at`: so many seconds after it is accepted, or after `send_at`.',
  })
  @IsWhole(1, LONGEST_WAIT_SECONDS)
  validity_seconds?: number | null;

  @ApiPropertyOptional({ type: [String], maxItems: 10, nullable: true, description: 'To find it by.' })
  @AreTags()
  tags?: string[] | null;

  @ApiPropertyOptional({
    type: String,
    format: 'uri',
    nullable: true,
    description: 'Is told when this message is sent, delivered or failed. In production https only.',
  })
  @IsCallbackUrl()
  callback_url?: string | null;

  @ApiPropertyOptional({
    type: [String],
    enum: ['bounce', 'complaint', 'unsubscribe', 'manual'],
    nullable: true,
    description:
      'Email only: suppressed or not, for these reasons it is sent all the same. Never for `stop`.',
  })
  @IsForEmailOnly()
  @AreIgnorableReasons()
  ignore_suppression?: string[] | null;

  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    description: 'Email only: with links to unsubscribe by one click (RFC 8058).',
  })
  @IsForEmailOnly()
  @IsFlag()
  list_unsubscribe?: boolean | null;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description: 'Yours; at most 4 kB. Comes back with the message.',
  })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}
