import { ApiProperty } from '@nestjs/swagger';
import {
  API_SCOPES,
  type ApiKeyRow,
  type ApiScope,
  MESSAGE_PRIORITIES,
  type MessagePriority,
} from '#entities';
import { faultOfKeyName } from '#messaging';
import { DEFAULT_PAGE_SIZE, IsPageLimit } from '../http/pages/page.dto.js';
import { field, type FieldOptions } from '../http/validation/field.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsBooleanValue, IsUuid, IsWholeNumber } from '../http/validation/value-fields.js';
import { IsOneOf, noneOf } from '../http/validation/word-fields.js';
import { SECRET, SHOWN } from './mask-kinds.js';
import { EXAMPLE_API_KEY } from './session.dto.js';

const MAX_NAME_LENGTH = 100;
const MAX_RATE_LIMIT = 999_999_999;
const ID = '0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70';
const TIME = '2026-01-31T12:00:00.000Z';
const MASK = 'Whether it sees numbers and texts masked. Not with the scope `manage` or `admin`.';
const RATE_LIMIT =
  'Requests per `RATE_LIMIT_WINDOW_SECONDS`; null: `RATE_LIMIT_REQUESTS`, as for everybody; 0: no limit.';

const DEFAULT_PRIORITY =
  'The priority of messages sent with it that say none; null: `normal`, and in a batch `bulk`.';

const IsKeyName = (options?: FieldOptions) =>
  IsText(1, MAX_NAME_LENGTH, {
    check: faultOfKeyName,
    example: 'support',
    description:
      'Who uses it: letters, digits, spaces, and any of `. _ - @`; no UUID. Unique among valid keys.',
    ...options,
  });

/** At least one scope, and each once. */
const AreScopes = (options?: FieldOptions) =>
  field(
    {
      name: 'areScopes',
      schema: { enum: [...API_SCOPES], isArray: true, minItems: 1, uniqueItems: true },
      check: scopesFault,
    },
    options,
  );

function scopesFault(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return 'must hold at least one scope';
  if (new Set(value).size < value.length) return 'must hold each scope once';
  return value.every((scope) => API_SCOPES.includes(scope as ApiScope)) ? null : noneOf(API_SCOPES);
}

/** The body of `POST /api/v1/api-keys`. */
export class CreateApiKeyDto {
  @IsKeyName()
  name: string;

  @AreScopes({ example: ['read', 'send'], description: 'What it may do; `admin` implies all.' })
  scopes: ApiScope[];

  @IsWholeNumber(0, MAX_RATE_LIMIT, { nullable: true, example: 600, description: RATE_LIMIT })
  rate_limit?: number | null;

  @IsBooleanValue({ optional: true, default: false, example: true, description: MASK })
  mask = false;

  @IsOneOf(MESSAGE_PRIORITIES, { nullable: true, example: 'code', description: DEFAULT_PRIORITY })
  default_priority?: MessagePriority | null;
}

/** The body of `PATCH /api/v1/api-keys/:id`: what is left out stays as it is. */
export class ChangeApiKeyDto {
  @IsKeyName({ optional: true })
  name?: string;

  @IsWholeNumber(0, MAX_RATE_LIMIT, { nullable: true, example: 600, description: RATE_LIMIT })
  rate_limit?: number | null;

  @IsBooleanValue({ optional: true, example: true, description: MASK })
  mask?: boolean;

  @IsOneOf(MESSAGE_PRIORITIES, { nullable: true, example: 'code', description: DEFAULT_PRIORITY })
  default_priority?: MessagePriority | null;
}

/** The query of `GET /api/v1/api-keys`. */
export class ListApiKeysDto {
  @IsPageLimit() limit: number = DEFAULT_PAGE_SIZE;
  @IsUuid({ optional: true, description: '`next_cursor` of the page before.', example: ID }) cursor?: string;
}

/** An API key as people see it. */
export class ApiKeyView {
  @ApiProperty({ format: 'uuid', example: ID, description: 'Its id.' }) id: string;
  @ApiProperty({ ...SHOWN, example: 'support', description: 'Who uses it.' }) name: string;
  @ApiProperty({
    ...SHOWN,
    example: 'ssk_Mfk9...',
    description: 'How it begins: enough to recognise it.',
  })
  hint: string;
  @ApiProperty({
    enum: API_SCOPES,
    isArray: true,
    example: ['read', 'send'],
    description: 'What it may do; `admin` implies all.',
  })
  scopes: ApiScope[];
  @ApiProperty({ type: 'integer', nullable: true, example: 600, description: RATE_LIMIT })
  rate_limit: number | null;
  @ApiProperty({ example: true, description: MASK }) mask: boolean;
  @ApiProperty({
    enum: MESSAGE_PRIORITIES,
    type: String,
    nullable: true,
    example: 'code',
    description: DEFAULT_PRIORITY,
  })
  default_priority: MessagePriority | null;
  @ApiProperty({ example: TIME, description: 'When it was made.' }) created_at: Date;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: TIME,
    description: 'When it was last used, to within some seconds; null: never.',
  })
  last_used_at: Date | null;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: null,
    description: 'When it was revoked; null: it is valid.',
  })
  revoked_at: Date | null;
}

export class NewApiKeyView extends ApiKeyView {
  @ApiProperty({ ...SECRET, example: EXAMPLE_API_KEY, description: 'The key itself. Shown only here.' })
  secret: string;
}

export class ApiKeysView {
  @ApiProperty({ type: [ApiKeyView], description: 'Newest first, the revoked ones too.' })
  api_keys: ApiKeyView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: ID,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

export function apiKeyView(key: ApiKeyRow): ApiKeyView {
  const { id, name, hint, scopes, mask } = key;
  return {
    id,
    name,
    hint,
    scopes,
    rate_limit: key.rateLimit,
    mask,
    default_priority: key.defaultPriority,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
    revoked_at: key.revokedAt,
  };
}
