import { capText } from '#config';
import type { BudgetState } from '#entities';
import { GUARD_RULES, type GuardRules, useOf } from '#messaging';
import { ApiProperty } from '@nestjs/swagger';
import type { StoppedPrefix } from '#queue';
import { SHOWN } from '../access/mask-kinds.js';

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
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When it goes on by itself.' })
  until: Date;
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
  @ApiProperty({ example: 21_250, description: 'Segments that were accepted.' }) segments: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 170,
    description:
      'What they cost in its currency, those without a price at the average; null: it is of no amount.',
  })
  amount: number | null;
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
    ...{ used_percent: percent, segments, amount },
  };
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

export function stoppedView({ prefix, until }: StoppedPrefix): StoppedPrefixView {
  return { prefix, until };
}
