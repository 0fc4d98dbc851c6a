import { ANY_COUNTRY, CAPS_FAULT, readCaps, readCountries } from '#config';
import type { KeyGuard } from '#entities';
import { ApiProperty } from '@nestjs/swagger';
import { SHOWN } from '../access/mask-kinds.js';
import { IsListOf } from '../http/validation/list-fields.js';
import { IsText } from '../http/validation/text-fields.js';
import { IsNumberBetween, IsWholeNumber } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import type { FieldError } from '../problems/field-error.js';

const MAX_CAPS_LENGTH = 100;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const AS_SET = 'null: as the settings say.';
const WORDS = {
  countries: `Countries that texts may go to besides that of their sender (ISO 3166-1); \`*\`: all; ${AS_SET}`,
  code_caps: `Messages of \`priority: code\` that one recipient gets: \`5/10m,10/d\` is 5 in ten minutes and 10 a day; empty: any number; ${AS_SET}`,
  normal_caps: `The same of \`normal\`; ${AS_SET}`,
  bulk_caps: `The same of \`bulk\`; ${AS_SET}`,
  per_day: `Messages of this key in a day of UTC; 0: any number; ${AS_SET}`,
  budget_period: 'The day or the month of UTC that the budget is of.',
  budget_amount: 'What texts may cost in that time; null: any amount.',
  budget_currency: 'Of that amount (ISO 4217).',
  budget_segments: 'Segments of SMS in that time, an MMS as one; null: any number.',
  budget_warn_percent: 'From so many percent on `budget.warned` is told.',
};
type Name = keyof typeof WORDS;
const EXAMPLES: Record<Name, unknown> = {
  countries: ['GB', 'FR'],
  code_caps: '5/10m,10/d',
  normal_caps: '20/d',
  bulk_caps: '',
  per_day: 10_000,
  budget_period: 'month',
  budget_amount: 500,
  budget_currency: 'USD',
  budget_segments: 50_000,
  budget_warn_percent: 80,
};
const of = (name: Name) => ({ nullable: true, example: EXAMPLES[name], description: WORDS[name] });

const AreCapsText = (name: Name) =>
  IsText(0, MAX_CAPS_LENGTH, {
    ...of(name),
    check: (text) => (readCaps(text) === null ? CAPS_FAULT : null),
  });

/** The body of `PUT /api/v1/api-keys/{id}/guard`. */
export class SetKeyGuardDto {
  @IsListOf(
    250,
    {
      schema: { type: 'string', pattern: '^([A-Z]{2}|\\*)$' },
      check: (code) =>
        typeof code === 'string' && (code === ANY_COUNTRY || /^[A-Z]{2}$/.test(code)) && readCountries(code)
          ? null
          : 'must be a country code such as GB, or *',
    },
    of('countries'),
  )
  countries?: string[] | null;

  @AreCapsText('code_caps') code_caps?: string | null;
  @AreCapsText('normal_caps') normal_caps?: string | null;
  @AreCapsText('bulk_caps') bulk_caps?: string | null;
  @IsWholeNumber(0, 1_000_000_000, of('per_day')) per_day?: number | null;

  @IsOneOf(['day', 'month'], of('budget_period')) budget_period?: 'day' | 'month' | null;
  @IsNumberBetween(0, 1_000_000_000, of('budget_amount')) budget_amount?: number | null;
  @IsText(3, 3, {
    ...of('budget_currency'),
    // An amount in a currency that nobody bills in would never be used up.
    check: (text) => (CURRENCIES.has(text) ? null : 'must be a currency such as USD'),
  })
  budget_currency?: string | null;
  @IsWholeNumber(0, 1_000_000_000, of('budget_segments')) budget_segments?: number | null;
  @IsWholeNumber(1, 100, of('budget_warn_percent')) budget_warn_percent?: number | null;

  /** What does not go together. */
  static faultsOf({ budget_amount: amount, budget_currency: currency }: SetKeyGuardDto): FieldError[] {
    return typeof amount === 'number' && !currency
      ? [{ field: 'budget_currency', reason: 'is required with budget_amount' }]
      : [];
  }
}

const Shown = (name: Name, type: 'string' | 'number' | 'integer') =>
  ApiProperty({ ...SHOWN, type, nullable: true, example: EXAMPLES[name], description: WORDS[name] });

/** The rules of one key. */
export class KeyGuardView {
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: EXAMPLES.countries,
    description: WORDS.countries,
  })
  countries: string[] | null;
  @Shown('code_caps', 'string') code_caps: string | null;
  @Shown('normal_caps', 'string') normal_caps: string | null;
  @Shown('bulk_caps', 'string') bulk_caps: string | null;
  @Shown('per_day', 'integer') per_day: number | null;
  @ApiProperty({
    ...SHOWN,
    type: String,
    enum: ['day', 'month'],
    nullable: true,
    example: 'month',
    description: WORDS.budget_period,
  })
  budget_period: string | null;
  @Shown('budget_amount', 'number') budget_amount: number | null;
  @Shown('budget_currency', 'string') budget_currency: string | null;
  @Shown('budget_segments', 'integer') budget_segments: number | null;
  @Shown('budget_warn_percent', 'integer') budget_warn_percent: number | null;
}

/** What was asked for, as it is kept. */
export function keyGuardOf(dto: SetKeyGuardDto): KeyGuard {
  const { budget_amount: amount = null, budget_segments: segments = null } = dto;
  return {
    countries: dto.countries ?? null,
    codeCaps: dto.code_caps ?? null,
    normalCaps: dto.normal_caps ?? null,
    bulkCaps: dto.bulk_caps ?? null,
    perDay: dto.per_day ?? null,
    budget:
      amount === null && segments === null
        ? null
        : {
            period: dto.budget_period ?? 'month',
            amount,
            currency: amount === null ? null : (dto.budget_currency ?? null),
            segments,
            warnPercent: dto.budget_warn_percent ?? 80,
          },
  };
}

/** Null: the key has none of its own. */
export function keyGuardView(guard: KeyGuard | null): KeyGuardView {
  const budget = guard?.budget;
  return {
    countries: guard?.countries ?? null,
    code_caps: guard?.codeCaps ?? null,
    normal_caps: guard?.normalCaps ?? null,
    bulk_caps: guard?.bulkCaps ?? null,
    per_day: guard?.perDay ?? null,
    budget_period: budget?.period ?? null,
    budget_amount: budget?.amount ?? null,
    budget_currency: budget?.currency ?? null,
    budget_segments: budget?.segments ?? null,
    budget_warn_percent: budget?.warnPercent ?? null,
  };
}
