import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CALLBACK_EVENTS } from '#messaging';
import { IsListOf, IsOneOf, isHttpUrl } from '../http/validation/plain-rules.js';
import { IntegerParameter } from '../http/validation/query-parameters.js';
import { optionalRule, rule } from '../http/validation/rule.js';
import { unstorable } from '../http/validation/unstorable.js';

const LONGEST_DESCRIPTION = 500;
const MOST_PER_PAGE = 100;

const isEvent = (event: unknown) =>
  (CALLBACK_EVENTS as readonly unknown[]).includes(event) ? null : `is none of ${CALLBACK_EVENTS.join(', ')}`;

const urlFault = (value: unknown) => (isHttpUrl(value) ? null : 'must be an http or https URL');

const eventsFault = (value: unknown) => {
  if (!Array.isArray(value) || value.length === 0) return 'must hold at least one event';
  return new Set(value).size === value.length ? null : 'must hold each event once';
};

const IsDescription = () =>
  optionalRule('isDescription', (value) => {
    if (typeof value !== 'string') return 'must be a string';
    if ([...value].length > LONGEST_DESCRIPTION) return `must have at most ${LONGEST_DESCRIPTION} characters`;
    return unstorable(value);
  });

/** The body of `POST /api/v1/webhook-endpoints`. */
export class CreateEndpointDto {
  @ApiProperty({
    format: 'uri',
    example: 'https://example.com/hooks/messages',
    description:
      'http or https, in production https only; never inside a private network unless the service allows it.',
  })
  @rule('isUrl', urlFault)
  url: string;

  @ApiProperty({ enum: CALLBACK_EVENTS, isArray: true, minItems: 1, uniqueItems: true })
  @IsListOf(CALLBACK_EVENTS.length, isEvent)
  @rule('hasEvents', eventsFault)
  events: string[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_DESCRIPTION })
  @IsDescription()
  description?: string | null;
}

/** The body of `PATCH /api/v1/webhook-endpoints/:id`: what is left out stays as it is. */
export class ChangeEndpointDto {
  @ApiPropertyOptional({ format: 'uri', example: 'https://example.com/hooks/messages' })
  @optionalRule('isUrl', urlFault)
  url?: string;

  @ApiPropertyOptional({ enum: CALLBACK_EVENTS, isArray: true, minItems: 1, uniqueItems: true })
  @IsListOf(CALLBACK_EVENTS.length, isEvent)
  @optionalRule('hasEvents', eventsFault)
  events?: string[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_DESCRIPTION })
  @IsDescription()
  description?: string | null;

  @ApiPropertyOptional({
    enum: ['active', 'paused'],
    description: '`active` resumes a paused endpoint: what waited goes out. `paused` lets it wait.',
  })
  @IsOneOf('active', 'paused')
  status?: 'active' | 'paused';
}

/** How many deliveries are wanted. */
export class DeliveriesQueryDto {
  @IntegerParameter(1, MOST_PER_PAGE, { preset: 50, description: 'How many at most.' })
  limit: number = 50;
}
