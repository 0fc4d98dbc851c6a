import { IsCheckedElsewhere } from '../http/validation/checked-elsewhere.js';
import { IsInstant } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';

/** What the fields of both shapes are; without a rule of their own, they have that of `POST /api/v1/messages/send`. */
class CompatibleDto {
  @IsCheckedElsewhere({ type: 'string', example: '+15551234567' }) from: unknown;
  @IsCheckedElsewhere({ type: 'string', example: '+15559876543' }) to: unknown;

  @IsCheckedElsewhere({
    type: 'string',
    required: false,
    nullable: true,
    example: 'Hello',
    description: 'May be absent or empty if there are attachments.',
  })
  body?: unknown;

  @IsCheckedElsewhere({
    type: 'array',
    items: { type: 'string' },
    required: false,
    nullable: true,
    description: 'http or https URLs, at most 10.',
  })
  attachments?: unknown;

  @IsInstant({
    nullable: true,
    description: 'ISO 8601. Kept as `metadata.timestamp`; the message is sent now.',
  })
  timestamp?: string | null;
}

/** The body of `POST /api/messages/sms`. */
export class CompatibleSmsDto extends CompatibleDto {
  @IsOneOf(['sms', 'mms'], {
    nullable: true,
    description: 'Without it: mms where there are attachments.',
  })
  type?: 'sms' | 'mms' | null;
}

/** The body of `POST /api/messages/email`. */
export class CompatibleEmailDto extends CompatibleDto {
  @IsOneOf(['email'], { nullable: true })
  type?: 'email' | null;

  @IsCheckedElsewhere({
    type: 'string',
    required: false,
    nullable: true,
    description: 'Without it: "(no subject)".',
  })
  subject?: unknown;
}
