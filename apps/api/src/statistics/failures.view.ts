import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type FailureGroup, type FailureQuestion, STATISTICS_STEPS } from '#entities';
import { ADDRESS, SHOWN } from '../access/mask-kinds.js';

const NAME = { ...SHOWN, type: String, nullable: true } as const;
const OTHERS = '`*`: all beyond those that are told apart.';

/** What failed in one minute, hour or day; one in which nothing did is left out. */
export class FailurePointView {
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When it began.' }) time: Date;
  @ApiProperty({ example: 4, description: 'How many failed.' }) count: number;
}

/** Messages that failed alike. */
export class FailureGroupView {
  @ApiPropertyOptional({ ...NAME, example: 'twilio', description: 'Who was to send them.' })
  provider?: string | null;
  @ApiPropertyOptional({
    ...NAME,
    example: '30003',
    description: `Why they failed; null: no code. ${OTHERS}`,
  })
  code?: string | null;
  @ApiPropertyOptional({
    ...NAME,
    ...ADDRESS,
    example: '+15551234567',
    description: `Who sent them. ${OTHERS}`,
  })
  sender?: string | null;
  @ApiPropertyOptional({
    ...NAME,
    example: 'US',
    description: `The country of the number (ISO 3166-1; the calling code, as \`+800\`, where it is of none), or the domain of the address; null: unknown. ${OTHERS}`,
  })
  destination?: string | null;
  @ApiProperty({ example: 12, description: 'How many failed.' }) count: number;
  @ApiProperty({ type: [FailurePointView], description: 'When they did, in the order of time.' })
  curve: FailurePointView[];
}

export class FailuresView {
  @ApiProperty({ example: '2026-01-31T00:00:00.000Z', description: 'When the first time begins.' })
  from: Date;
  @ApiProperty({ example: '2026-02-01T00:00:00.000Z', description: 'When the last time ends.' }) to: Date;
  @ApiProperty({ enum: STATISTICS_STEPS, description: 'How long a time of each curve is.' }) interval: string;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: '2026-01-31T12:34:56.000Z',
    description: 'All that happened by then is counted. Null: nothing is counted yet.',
  })
  as_of: Date | null;
  @ApiProperty({ example: 12, description: 'How many failed, those of groups that are left out too.' })
  count: number;
  @ApiProperty({ type: [FailureGroupView], description: 'Those with most failures first; at most 100.' })
  groups: FailureGroupView[];
}

export function failuresView(
  { from, to, step }: FailureQuestion,
  { asOf, count, groups }: { asOf: Date | null; count: number; groups: FailureGroup[] },
): FailuresView {
  return { from, to, interval: step, as_of: asOf, count, groups: groups.map(groupView) };
}

function groupView({ count, curve, error_code: code, ...names }: FailureGroup): FailureGroupView {
  const given = Object.entries({ ...names, code }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, value === '' ? null : value])),
    count,
    curve,
  };
}
