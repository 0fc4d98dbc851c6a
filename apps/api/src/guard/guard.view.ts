import { capText } from '#config';
import type { BudgetState } from '#entities';
import { countryOfPrefix, GUARD_RULES, type GuardRules, useOf } from '#messaging';
import { ApiProperty } from '@nestjs/swagger';
import type { StoppedPrefix } from '#queue';
import { SHOWN } from '../access/mask-kinds.js';

const NUMBER = { type: Number, nullable: true } as const;
const BUDGET_STATES = ['ok', 'warned', 'used_up'] as const;
const CAPS = { ...SHOWN, type: [String] as [StringConstructor], example: ['5/10m', '10/d'] };

/** The rules that hold where a key has none of its own. */
export class GuardRulesView {
  @ApiProperty({
    ...SHOWN,
    type: [String],
    nullable: true,
    example: ['FR'],
    description: 'Countries that texts may go to besides that of their sender; null: all.',
  })
  countries: string[] | null;
  @ApiProperty({ ...CAPS, description: 'Messages of `priority: code` that one recipient gets.' })
  code_caps: string[];
  @ApiProperty({ ...CAPS, description: 'The same of `normal`.' }) normal_caps: string[];
  @ApiProperty({ ...CAPS, description: 'The same of `bulk`.' }) bulk_caps: string[];
  @ApiProperty({
    ...SHOWN,
    type: [String],
    example: ['1000/d', '+882=100/d'],
    description: 'The same of each prefix, and of all numbers that begin so.',
  })
  prefix_caps: string[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 10_000,
    description: 'Messages of a key in a day; null: any number.',
  })
  key_per_day: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 50,
    description: 'Texts to one prefix in ten minutes beyond which it may be stopped; null: it never is.',
  })
  burst_messages: number | null;
  @ApiProperty({
    type: 'number',
    nullable: true,
    example: 10,
    description: 'And how many times what it usually gets.',
  })
  burst_factor: number | null;
}

export class StoppedPrefixView {
  @ApiProperty({ ...SHOWN, example: '+447911', description: 'What the numbers begin with.' }) prefix: string;
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: 'GB',
    description: 'Their country (ISO 3166-1), as far as it is known from that; null: none.',
  })
  country: string | null;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: '2026-01-31T11:00:00.000Z',
    description: 'When it was stopped; null, as `burst`, where an older version did so.',
  })
  since: Date | null;
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When it goes on by itself.' })
  until: Date;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 151,
    description: 'Why: the codes and normal texts that came for it within ten minutes.',
  })
  burst: number | null;
  @ApiProperty({ example: 12, description: 'The most that it got in ten minutes on an earlier day.' })
  usual: number;
  @ApiProperty({ example: 480, description: 'Texts to it that were refused since.' }) refused: number;
}

export class RefusedCountView {
  @ApiProperty({ ...SHOWN, enum: GUARD_RULES, example: 'recipient_cap', description: 'The rule.' })
  rule: string;
  @ApiProperty({ example: 12, description: 'Messages that it refused today (UTC).' }) today: number;
  @ApiProperty({ example: 3, description: 'And the day before.' }) yesterday: number;
}

export class BudgetView {
  @ApiProperty({ format: 'uuid', description: 'The key it is of.' }) api_key_id: string;
  @ApiProperty({ ...SHOWN, example: 'signup', description: 'Its name.' }) name: string;
  @ApiProperty({ enum: ['day', 'month'], example: 'month', description: 'What it is of.' }) period: string;
  @ApiProperty({ ...SHOWN, example: '2026-01-01', description: 'Its first day (UTC).' })
  period_begins: string;
  @ApiProperty({
    example: 42.5,
    description: 'How much of it is used, some seconds ago; texts are refused from 100 on.',
  })
  used_percent: number;
  @ApiProperty({
    enum: BUDGET_STATES,
    example: 'ok',
    description: '`warned`: `warn_percent` of it are used; `used_up`: texts of the key are refused.',
  })
  state: string;
  @ApiProperty({ example: 80, description: 'From so many percent on `budget.warned` is told.' })
  warn_percent: number;
  @ApiProperty({ example: 21_250, description: 'Segments that were accepted.' }) segments: number;
  @ApiProperty({ ...NUMBER, example: 60_000, description: 'Segments there may be; null: any number.' })
  budget_segments: number | null;
  @ApiProperty({
    ...NUMBER,
    example: 170,
    description:
      'What they cost in its currency, those without a price at the average; null: it is of no amount.',
  })
  amount: number | null;
  @ApiProperty({ ...NUMBER, example: 500, description: 'What they may cost; null: any amount.' })
  budget_amount: number | null;
  @ApiProperty({ ...SHOWN, type: String, nullable: true, example: 'USD', description: 'Of the amounts.' })
  currency: string | null;
}

export class GuardView {
  @ApiProperty({ example: true, description: '`GUARD`: whether the rules of the settings are on.' })
  enabled: boolean;
  @ApiProperty({ type: GuardRulesView, description: 'The rules in force.' }) rules: GuardRulesView;
  @ApiProperty({ type: [StoppedPrefixView], description: 'Prefixes that are stopped now.' })
  stopped_prefixes: StoppedPrefixView[];
  @ApiProperty({ type: [RefusedCountView], description: 'How many messages each rule refused.' })
  refused: RefusedCountView[];
  @ApiProperty({ type: [BudgetView], description: 'Budgets of keys, and what is used of them.' })
  budgets: BudgetView[];
}

export function budgetView(state: BudgetState): BudgetView {
  const { apiKeyId, name, budget, periodBegins, segments } = state;
  const { percent, amount } = useOf(state);
  return {
    ...{ api_key_id: apiKeyId, name, period: budget.period, period_begins: periodBegins },
    ...{ used_percent: percent, state: budgetState(percent, budget.warnPercent) },
    ...{ warn_percent: budget.warnPercent, segments, budget_segments: budget.segments },
    ...{ amount, budget_amount: budget.amount, currency: budget.currency },
  };
}

function budgetState(percent: number, warnPercent: number): (typeof BUDGET_STATES)[number] {
  if (percent >= 100) return 'used_up';
  return percent >= warnPercent ? 'warned' : 'ok';
}

export function rulesView({ countries, caps, prefixCaps, perDay, burst }: GuardRules): GuardRulesView {
  return {
    countries: countries && [...countries],
    code_caps: caps.code.map(capText),
    normal_caps: caps.normal.map(capText),
    bulk_caps: caps.bulk.map(capText),
    prefix_caps: prefixCaps.map((cap) => (cap.prefix === null ? '' : `${cap.prefix}=`) + capText(cap)),
    key_per_day: perDay === 0 ? null : perDay,
    burst_messages: burst?.max ?? null,
    burst_factor: burst?.factor ?? null,
  };
}

/** `today` and `yesterday`: by rule. */
export function refusedView(
  today: Record<string, number>,
  yesterday: Record<string, number>,
): RefusedCountView[] {
  return GUARD_RULES.map((rule) => ({ rule, today: today[rule] ?? 0, yesterday: yesterday[rule] ?? 0 }));
}

export function stoppedView(stopped: StoppedPrefix): StoppedPrefixView {
  return { country: countryOfPrefix(stopped.prefix), ...stopped };
}
