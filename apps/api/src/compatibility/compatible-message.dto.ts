import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, ValidateIf } from 'class-validator';
import { instant } from '../http/validation/parse-instant.js';
import { optionalRule } from '../http/validation/rule.js';

const IsTimestamp = () =>
  optionalRule('isTimestamp', (value) =>
    typeof value === 'string' && instant(value) !== null ? null : 'must be a date and time in ISO 8601',
  );

const isGiven = (value: unknown) => value !== undefined && value !== null;

/** What the fields of both shapes are; their own rules are those of `POST /api/v1/messages/send`. */
class CompatibleDto {
  @ApiProperty({ example: '+15551234567' }) from: unknown;
  @ApiProperty({ example: '+15559876543' }) to: unknown;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'Hello',
    description: 'May be absent or empty where there are attachments.',
  })
  body?: unknown;
  @ApiPropertyOptional({ type: [String], nullable: true, description: 'http or https URLs, at most 10.' })
  attachments?: unknown;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-01-31T12:00:00Z',
    description: 'ISO 8601. Kept as `metadata.timestamp`; the message is sent now.',
  })
  @IsTimestamp()
  timestamp?: string | null;
}

/** The body of `POST /api/messages/sms`. */
export class CompatibleSmsDto extends CompatibleDto {
  @ApiPropertyOptional({ enum: ['sms', 'mms'], description: 'Without it: mms where there are attachments.' })
  @ValidateIf((dto: CompatibleSmsDto) => isGiven(dto.type))
  @IsIn(['sms', 'mms'], { message: 'must be one of sms, mms' })
  type?: 'sms' | 'mms' | null;
}

/** The body of `POST /api/messages/email`. */
export class CompatibleEmailDto extends CompatibleDto {
  @ApiPropertyOptional({ enum: ['email'] })
  @ValidateIf((dto: CompatibleEmailDto) => isGiven(dto.type))
  @IsIn(['email'], { message: 'must be email' })
  type?: 'email' | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Without it: "(no subject)".',
  })
  subject?: unknown;
}
