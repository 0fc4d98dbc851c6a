import { ApiProperty } from '@nestjs/swagger';
import type { ProviderState } from '#messaging';
import { SHOWN, WORDS } from '../access/mask-kinds.js';

/** How a provider is, as all processes that call it find it. */
export class ProviderView {
  @ApiProperty({ ...SHOWN, example: 'twilio', description: 'Its name.' }) name: string;
  @ApiProperty({
    enum: ['ok', 'degraded', 'down', 'not_configured'],
    example: 'down',
    description:
      '`degraded`: it takes messages, but slows us down or fails often. `down`: it fails, or refuses us, and its messages are held.',
  })
  state: string;
  @ApiProperty({ type: Date, nullable: true, description: 'Since when it is so, while something is wrong.' })
  since: Date | null;
  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'When it is tried again, while messages are held.',
  })
  next_trial_at: Date | null;
  @ApiProperty({ type: 'integer', example: 240, description: 'Calls in the last five minutes.' })
  calls: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.02,
    description:
      'The share of those that failed, a refusal of a single message not counted; null: there were no calls.',
  })
  error_rate: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 85, description: 'Half of them took less.' })
  p50_ms: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 210, description: '95 % of them took less.' })
  p95_ms: number | null;
  @ApiProperty({
    ...WORDS,
    example: 'twilio is down since 12:03:00 UTC, next trial in 8 s',
    description: 'The same in words.',
  })
  text: string;
}

export class ProvidersView {
  @ApiProperty({ type: [ProviderView], description: 'All that are known.' }) providers: ProviderView[];
}

export function providerView(state: ProviderState): ProviderView {
  return {
    name: state.name,
    state: state.state,
    since: state.since,
    next_trial_at: state.nextTrialAt,
    calls: state.calls,
    error_rate: state.errorRate,
    p50_ms: state.p50Ms,
    p95_ms: state.p95Ms,
    text: state.text,
  };
}
