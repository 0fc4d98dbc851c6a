import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { COST_GROUPS, COST_STEPS, type CostGroup, type CostQuestion, type CostSums } from '#entities';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

const OTHERS = '`*`: all beyond those that are told apart.';
const text = (example: string, description: string) => ({
  ...SHOWN,
  type: String,
  nullable: true,
  example,
  description: `${description} ${OTHERS}`,
});

export class CostView {
  @ApiProperty({ ...SHOWN, example: 'USD', description: 'ISO 4217.' }) currency: string;
  @ApiProperty({ example: 12.34, description: 'Of the messages whose price is known in it.' }) amount: number;
}

export class CostGroupView {
  @ApiPropertyOptional({ ...SHOWN, example: 'sms', description: '`sms` or `mms`.' }) type?: string;
  @ApiPropertyOptional({ ...SHOWN, example: 'twilio', description: 'Who was to send it, or sent it.' })
  provider?: string;
  @ApiPropertyOptional({ ...WORDS, example: 'campaign4', description: `One of its tags. ${OTHERS}` })
  tag?: string;
  @ApiPropertyOptional(
    text('0190a5b8-7c3e-7d10-9f6a-2b1c4d5e6f70', 'The API key it was sent with; null: none.'),
  )
  api_key_id?: string | null;
  @ApiPropertyOptional(text('US', 'Where it went (ISO 3166-1); null: unknown.')) country?: string | null;
}

/** What texts come to. */
export class CostSumsView {
  @ApiProperty({ example: 1200, description: 'Texts that were accepted.' }) messages: number;
  @ApiProperty({ example: 1350, description: 'Their segments, an MMS as one.' }) segments: number;
  @ApiProperty({ example: 1340, description: 'Segments whose price is known.' }) priced_segments: number;
  @ApiProperty({ type: [CostView], description: 'What these cost, in each currency.' }) costs: CostView[];
}

export class CostPointView extends CostSumsView {
  @ApiProperty({ example: '2026-01-31T00:00:00.000Z', description: 'When the hour or day began.' })
  time: Date;
  @ApiProperty({ type: CostGroupView, description: 'What `group_by` tells apart.' }) group: CostGroupView;
}

export class CostsView {
  @ApiProperty({ example: '2026-01-01T00:00:00.000Z', description: 'When the first time begins.' })
  from: Date;
  @ApiProperty({ example: '2026-02-01T00:00:00.000Z', description: 'When the last time ends.' }) to: Date;
  @ApiProperty({ enum: COST_STEPS, description: 'How long each time is.' }) interval: string;
  @ApiProperty({
    type: [CostPointView],
    description: 'In the order of time. The 50 groups with most segments are told apart, the others are `*`.',
  })
  series: CostPointView[];
  @ApiProperty({ type: CostSumsView, description: 'Of the whole time, each message once whatever its tags.' })
  totals: CostSumsView;
}

export function costsView(
  { from, to, step }: CostQuestion,
  series: CostGroup[],
  totals: CostSums,
): CostsView {
  return { from, to, interval: step, series: series.map(pointView), totals };
}

function pointView(point: CostGroup): CostPointView {
  const { time, messages, segments, priced_segments, costs } = point;
  const names = COST_GROUPS.flatMap((name) => {
    const value = point[name];
    return value === undefined ? [] : [[name, value === '' ? null : value]];
  });
  return {
    time,
    group: Object.fromEntries(names) as CostGroupView,
    messages,
    segments,
    priced_segments,
    costs,
  };
}
