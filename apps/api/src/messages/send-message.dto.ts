import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MessageType } from '#entities';
import type { Draft } from '#messaging';
import { IsIn, IsOptional } from 'class-validator';
import { normaliseEmail, normaliseNumber } from '#messaging';
import {
  IsAddress,
  IsAttachments,
  IsForEmailOnly,
  IsLine,
  IsMessageBody,
  IsMetadata,
  IsText,
} from './message-rules.js';

/** The body of `POST /api/v1/messages/send`. */
export class SendMessageDto {
  @ApiProperty({ enum: ['sms', 'mms', 'email'] })
  @IsIn(['sms', 'mms', 'email'], { message: 'must be one of sms, mms, email' })
  type: MessageType;

  @ApiProperty({
    example: '+15551234567',
    description: 'E.164 number, or `a@b` / `Name <a@b>` for an email.',
  })
  @IsAddress()
  from: string;

  @ApiProperty({ example: '+15559876543' })
  @IsAddress()
  to: string;

  @ApiProperty({ example: 'Your code is 123456', description: 'sms and mms: up to 1,600 characters.' })
  @IsMessageBody()
  body: string;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'http or https URLs, at most 10.' })
  @IsAttachments()
  attachments?: string[] | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Email only.' })
  @IsForEmailOnly()
  @IsOptional()
  @IsLine()
  @IsText(0, 998)
  subject?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Email only.' })
  @IsForEmailOnly()
  @IsOptional()
  @IsText(0, 200_000)
  html?: string | null;

  @ApiPropertyOptional({
    type: Object,
    nullable: true,
    description: 'Yours; at most 4 kB. Comes back with the message.',
  })
  @IsMetadata()
  metadata?: Record<string, unknown> | null;
}

/** A valid request as the domain takes it. */
export function draftOf(dto: SendMessageDto): Draft {
  const normalise = (address: string) =>
    (dto.type === 'email' ? normaliseEmail(address) : normaliseNumber(address)) as string;
  return {
    type: dto.type,
    from: normalise(dto.from),
    to: normalise(dto.to),
    body: dto.body,
    subject: dto.subject ?? null,
    html: dto.html ?? null,
    attachments: dto.attachments ?? [],
    metadata: dto.metadata ?? {},
  };
}
