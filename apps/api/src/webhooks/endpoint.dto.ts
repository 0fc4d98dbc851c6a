import { WEBHOOK_STATUSES } from '#entities';
import { WEBHOOK_EVENTS } from '#messaging';
import { IsPageLimit, DEFAULT_PAGE_SIZE } from '../http/pages/page.dto.js';
import { field, type FieldOptions } from '../http/validation/field.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsHttpUrl, IsInstant } from '../http/validation/value-fields.js';
import { AreAnyOf, IsOneOf } from '../http/validation/word-fields.js';

const MAX_DESCRIPTION_LENGTH = 500;
const URL_EXAMPLE = 'https://example.com/hooks/messages';

/** At least one event, and each once. */
const AreEvents = (options?: FieldOptions) =>
  field(
    {
      name: 'areEvents',
      schema: { enum: [...WEBHOOK_EVENTS], isArray: true, minItems: 1, uniqueItems: true },
      check: eventsFault,
    },
    options,
  );

function eventsFault(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return 'must hold at least one event';
  if (new Set(value).size < value.length) return 'must hold each event once';
  if (value.length > WEBHOOK_EVENTS.length) return `must hold at most ${WEBHOOK_EVENTS.length} items`;
  const bad = value.findIndex((event) => !(WEBHOOK_EVENTS as readonly unknown[]).includes(event));
  return bad < 0 ? null : `has a bad item ${bad}, which is none of ${WEBHOOK_EVENTS.join(', ')}`;
}

const IsDescription = () => IsText(0, MAX_DESCRIPTION_LENGTH, { nullable: true });

/** The body of `POST /api/v1/webhook-endpoints`. */
export class CreateEndpointDto {
  @IsHttpUrl({
    example: URL_EXAMPLE,
    description:
      'http or https, in production https only; never inside a private network unless the service allows it.',
  })
  url: string;

  @AreEvents()
  events: string[];

  @IsDescription()
  description?: string | null;
}

/** The body of `PATCH /api/v1/webhook-endpoints/:id`: what is left out stays as it is. */
export class ChangeEndpointDto {
  @IsHttpUrl({ nullable: true, example: URL_EXAMPLE })
  url?: string | null;

  @AreEvents({ nullable: true })
  events?: string[] | null;

  @IsDescription()
  description?: string | null;

  @IsOneOf(['active', 'paused'], {
    nullable: true,
    description: '`active` resumes a paused endpoint and sends what waited. `paused` holds its webhooks.',
  })
  status?: 'active' | 'paused' | null;
}

/** A sequence: at most 19 digits. */
const SEQUENCE = /^\d{1,18}$/;

/** The query of `GET /api/v1/webhook-endpoints/{id}/deliveries`. */
export class DeliveriesQueryDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;

  @AreAnyOf(WEBHOOK_STATUSES, {
    optional: true,
    aliases: { failed: 'dead' },
    description: 'Repeatable: any of these. `failed` is `dead`: given up.',
    example: ['failed'],
  })
  status?: (typeof WEBHOOK_STATUSES)[number][];

  @IsText(0, 64, {
    optional: true,
    check: (text) => (text === '' || sequenceOf(text) !== null ? null : 'must be a next_cursor, or empty'),
    description: 'The `next_cursor` of the page before; empty or left out for the first page.',
    example: '',
  })
  cursor?: string;
}

/** Where a cursor says that the list goes on; null when it is none. */
export function sequenceOf(cursor: string): string | null {
  const text = Buffer.from(cursor, 'base64url').toString();
  return SEQUENCE.test(text) ? text : null;
}

/** The body of `POST /api/v1/webhook-endpoints/{id}/recover`. */
export class RecoverDto {
  @IsInstant({ description: 'Deliveries that were given up at this time or later are made again.' })
  since: string;
}
