import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiSettings } from '#config';
import {
  countBelow,
  type CountedGroup,
  type Latency,
  latencyOf,
  STATISTICS_GROUPS,
  STATISTICS_STEPS,
  type Statistics,
  type StatisticsQuestion,
} from '#entities';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

const OTHERS = '`*`: all beyond those that are told apart.';

/** Of whom or what a count is. */
export class StatisticsGroupView {
  @ApiPropertyOptional({ ...SHOWN, example: 'sms', description: '`sms`, `mms` or `email`.' }) type?: string;
  @ApiPropertyOptional({ ...SHOWN, example: 'twilio', description: 'Who was to send it, or brought it.' })
  provider?: string;
  @ApiPropertyOptional({ ...WORDS, example: 'campaign4', description: `One of its tags. ${OTHERS}` })
  tag?: string;
  @ApiPropertyOptional({
    ...SHOWN,
    type: String,
    nullable: true,
    example: '0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70',
    description: `The API key it was sent with; null: none. ${OTHERS}`,
  })
  api_key_id?: string | null;
  @ApiPropertyOptional({
    ...SHOWN,
    type: String,
    nullable: true,
    example: '30003',
    description: `Why it failed; null: there is no code. ${OTHERS}`,
  })
  error_code?: string | null;
}

/** How often something happened to messages. */
export class CountsView {
  @ApiProperty({ example: 1200, description: 'Messages that were taken from clients.' }) accepted: number;
  @ApiProperty({ example: 1190, description: 'Handed over to a provider. Again after a retry by hand.' })
  sent: number;
  @ApiProperty({ example: 1150, description: 'Reported as delivered by the provider.' }) delivered: number;
  @ApiProperty({ example: 12, description: 'Failed, before or after they were sent.' }) failed: number;
  @ApiProperty({ example: 3, description: 'Canceled before they were sent.' }) canceled: number;
  @ApiProperty({ example: 85, description: 'Messages from others to us.' }) received: number;
}

/** What happened in one minute, hour or day; one in which nothing happened is left out. */
export class StatisticsPointView extends CountsView {
  @ApiProperty({ example: '2026-01-31T12:00:00.000Z', description: 'When it began.' }) time: Date;
  @ApiProperty({ type: StatisticsGroupView, description: 'What `group_by` tells apart.' })
  group: StatisticsGroupView;
}

const PERCENTILE = { type: Number, nullable: true } as const;
const OFF = 'Off by at most 12 %; null: there was none.';

/** How long messages took, from when they were accepted, or were to be sent if that was later. */
export class LatencyView {
  @ApiProperty({ example: 1190, description: 'How many there were.' }) count: number;
  @ApiProperty({ ...PERCENTILE, example: 237, description: `Half took so many milliseconds at most. ${OFF}` })
  p50_ms: number | null;
  @ApiProperty({ ...PERCENTILE, example: 835, description: `95 % of them did. ${OFF}` }) p95_ms:
    | number
    | null;
  @ApiProperty({ ...PERCENTILE, example: 1670, description: `99 % of them did. ${OFF}` }) p99_ms:
    | number
    | null;
}

export class HandedOverView extends LatencyView {
  @ApiProperty({ example: 1189, description: 'Exactly how many took less than `slo.seconds`.' })
  within_slo: number;
}

/** What is aimed at: this share of messages is handed over in less than so many seconds. */
export class SloView {
  @ApiProperty({ example: 10, description: '`SLO_SECONDS`.' }) seconds: number;
  @ApiProperty({ example: 0.99, description: '`SLO_TARGET`, from 0 to 1.' }) target: number;
}

export class StatisticsView {
  @ApiProperty({ example: '2026-01-31T00:00:00.000Z', description: 'When the first time begins.' })
  from: Date;
  @ApiProperty({ example: '2026-02-01T00:00:00.000Z', description: 'When the last time ends.' }) to: Date;
  @ApiProperty({ enum: STATISTICS_STEPS, description: 'How long each time is.' }) interval: string;
  @ApiProperty({
    type: Date,
    nullable: true,
    example: '2026-01-31T12:34:56.000Z',
    description: 'All that happened by then is counted. Null: nothing is counted yet.',
  })
  as_of: Date | null;
  @ApiProperty({
    type: [StatisticsPointView],
    description: 'In the order of time. The 50 groups with most events are told apart, the others are `*`.',
  })
  series: StatisticsPointView[];
  @ApiProperty({ type: CountsView, description: 'Of the whole time, each message once whatever its tags.' })
  totals: CountsView;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.99,
    description: '`delivered` of all that were delivered or failed, from 0 to 1; null: there was none.',
  })
  delivery_rate: number | null;
  @ApiProperty({ type: HandedOverView, description: 'Until a provider had them.' })
  handed_over: HandedOverView;
  @ApiProperty({ type: LatencyView, description: 'Until the provider said that they were delivered.' })
  delivered_after: LatencyView;
  @ApiProperty({ type: SloView, description: 'The aim that `within_slo` is measured by.' }) slo: SloView;
}

export function statisticsView(
  { from, to, step }: StatisticsQuestion,
  { asOf, series, totals, handedOver, deliveredAfter }: Statistics,
  { sloSeconds, sloTarget }: ApiSettings,
): StatisticsView {
  const ended = totals.delivered + totals.failed;
  return {
    from,
    to,
    interval: step,
    as_of: asOf,
    series: series.map(pointView),
    totals,
    delivery_rate: ended === 0 ? null : totals.delivered / ended,
    handed_over: {
      ...latencyView(latencyOf(handedOver)),
      within_slo: countBelow(handedOver, sloSeconds * 1_000),
    },
    delivered_after: latencyView(latencyOf(deliveredAfter)),
    slo: { seconds: sloSeconds, target: sloTarget },
  };
}

function pointView(point: CountedGroup): StatisticsPointView {
  const { time, accepted, sent, delivered, failed, canceled, received } = point;
  const names = STATISTICS_GROUPS.flatMap((name) => {
    const value = point[name];
    return value === undefined ? [] : [[name, value === '' ? null : value]];
  });
  const group = Object.fromEntries(names) as StatisticsGroupView;
  return { time, group, accepted, sent, delivered, failed, canceled, received };
}

function latencyView({ count, p50, p95, p99 }: Latency): LatencyView {
  return { count, p50_ms: p50, p95_ms: p95, p99_ms: p99 };
}
