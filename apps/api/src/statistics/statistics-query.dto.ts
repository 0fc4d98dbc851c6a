import { commonClock } from '#config';
import {
  COST_GROUPS,
  type CostGrouping,
  type CostQuestion,
  type FailureGrouping,
  type FailureQuestion,
  MESSAGE_TYPES,
  STATISTICS_GROUPS,
  STATISTICS_STEPS,
  type StatisticsGrouping,
  type StatisticsQuestion,
  type StatisticsStep,
} from '#entities';
import { IsFilterText } from '../http/validation/text-fields.js';
import { IsInstant, IsUuid } from '../http/validation/value-fields.js';
import { IsOneOf } from '../http/validation/word-fields.js';
import { InvalidFields } from '../problems/field-error.js';
import { timeAsked } from './time-asked.js';

const FAILURE_FIELDS = ['provider', 'code', 'sender', 'destination'] as const;
type FailureField = (typeof FAILURE_FIELDS)[number];

/** Some of these words, separated by commas. */
const AreSomeOf = (options: readonly string[], words: { description: string; example: string }) =>
  IsFilterText(100, {
    optional: true,
    ...words,
    check: (text) =>
      text.split(',').every((word) => options.includes(word))
        ? null
        : `must be some of ${options.join(', ')}, separated by commas`,
  });

/** Which time, in which steps. */
class TimeDto {
  @IsInstant({
    optional: true,
    description:
      'From when on; the beginning of the minute, hour or day it is in. Without it: an hour of minutes, a day of hours, or 30 days before `to`.',
  })
  from?: Date;

  @IsInstant({
    optional: true,
    description: 'Until when; the end of the minute, hour or day it is in. Without it: now.',
    example: '2026-02-01T00:00:00Z',
  })
  to?: Date;

  @IsOneOf(STATISTICS_STEPS, {
    optional: true,
    description:
      'How long a time of the answer is, `hour` without it; days are those of UTC. At most 800 times are answered. Minutes are kept for 32 days.',
    example: 'hour',
  })
  interval?: StatisticsStep;

  @IsOneOf(MESSAGE_TYPES, { optional: true, description: 'Only messages of this type.' }) type?: string;
  @IsFilterText(64, { optional: true, description: 'Only messages of this provider.', example: 'twilio' })
  provider?: string;
}

/** The query of `GET /api/v1/statistics`. */
export class StatisticsDto extends TimeDto {
  @AreSomeOf(STATISTICS_GROUPS, {
    description:
      'What is told apart, separated by commas: `type`, `provider`, `tag`, `api_key_id`, `error_code`. A message counts for each of its tags, and one without for none; by `error_code` only failures count.',
    example: 'type,provider',
  })
  group_by?: string;

  @IsFilterText(100, { optional: true, description: 'Only messages with this tag.' }) tag?: string;
  @IsUuid({ optional: true, description: 'Only messages that were sent with this API key.' })
  api_key_id?: string;
  @IsFilterText(64, { optional: true, description: 'Only failures with this code.' }) error_code?: string;
}

/** The query of `GET /api/v1/statistics/failures`. */
export class FailuresDto extends TimeDto {
  @AreSomeOf(FAILURE_FIELDS, {
    description:
      'What is told apart, separated by commas: `provider`, `code`, `sender`, `destination`. Without it: provider and code.',
    example: 'provider,code',
  })
  group_by?: string;

  @IsFilterText(64, { optional: true, description: 'Only failures with this code.' }) code?: string;
  @IsFilterText(320, { optional: true, description: 'Only messages from this number or address.' })
  sender?: string;
  @IsFilterText(253, {
    optional: true,
    description: 'Only messages to this country (ISO 3166-1) or mail domain.',
    example: 'US',
  })
  destination?: string;
}

/** The query of `GET /api/v1/statistics/costs`. */
export class CostsDto extends TimeDto {
  @AreSomeOf(COST_GROUPS, {
    description:
      'What is told apart, separated by commas: `type`, `provider`, `tag`, `api_key_id`, `country`. A message counts for each of its tags.',
    example: 'country,api_key_id',
  })
  group_by?: string;

  @IsFilterText(100, { optional: true, description: 'Only messages with this tag.' }) tag?: string;
  @IsUuid({ optional: true, description: 'Only messages that were sent with this API key.' })
  api_key_id?: string;
  @IsFilterText(3, {
    optional: true,
    description: 'Only messages to this country (ISO 3166-1).',
    example: 'US',
  })
  country?: string;
}

/** @throws InvalidFields when the time is none, or too long, or in minutes, by which costs are not kept. */
export function costQuestionOf(dto: CostsDto): CostQuestion {
  const { type, provider, tag, api_key_id, country } = dto;
  const { step, from, to } = timeAsked({ ...dto, interval: dto.interval ?? 'day' }, new Date());
  if (step === 'minute')
    throw new InvalidFields([
      { field: 'interval', reason: 'must be hour or day: costs are not kept by minutes' },
    ]);
  return {
    ...{ step, from, to },
    groupBy: words<CostGrouping>(dto.group_by),
    only: { type, provider, tag, api_key_id, country },
  };
}

/** @throws InvalidFields when the time is none, or too long. */
export function questionOf(dto: StatisticsDto): StatisticsQuestion {
  const { type, provider, tag, api_key_id, error_code } = dto;
  return {
    ...timeAsked(dto, new Date(commonClock.now())),
    groupBy: words<StatisticsGrouping>(dto.group_by),
    only: { type, provider, tag, api_key_id, error_code },
  };
}

/** @throws InvalidFields when the time is none, or too long. */
export function failureQuestionOf(dto: FailuresDto): FailureQuestion {
  const { type, provider, code: error_code, sender, destination } = dto;
  const fields = words<FailureField>(dto.group_by ?? 'provider,code');
  return {
    ...timeAsked(dto, new Date(commonClock.now())),
    groupBy: fields.map((field): FailureGrouping => (field === 'code' ? 'error_code' : field)),
    only: { type, provider, error_code, sender, destination },
  };
}

function words<Word extends string>(list: string | undefined): Word[] {
  return list === undefined ? [] : ([...new Set(list.split(','))] as Word[]);
}
