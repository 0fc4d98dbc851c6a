import { ApiProperty } from '@nestjs/swagger';
import type { EventStatistics } from '#entities';
import { SHOWN } from '../access/mask-kinds.js';

/** Counting stops there: a status is asked for often, and must cost the same whatever comes in. */
export const MAX_COUNTED = 100_000;

export class WebhookStatistics {
  @ApiProperty({ example: 1250, description: `Events stored; counting stops at ${MAX_COUNTED}.` })
  total_webhooks_24h: number;
  @ApiProperty({ example: 1249, description: 'Those whose effect is in the database.' })
  processed_webhooks_24h: number;
  @ApiProperty({ example: 1, description: 'Those that could not be applied, and are tried again.' })
  error_webhooks_24h: number;
  @ApiProperty({ type: Date, nullable: true, description: 'Null: none yet.' }) last_webhook_at: Date | null;
}

/** What a provider is answered that wants no words. */
export class WebhookTakenView {
  @ApiProperty({ example: 'success' }) status: string;
}

/** The same, as SendGrid's events have always been answered. */
export class EventsTakenView {
  @ApiProperty({ example: 'ok' }) status: string;
}

export class WebhookStatusView {
  @ApiProperty({ ...SHOWN, example: 'twilio' }) provider: string;
  @ApiProperty({ enum: ['active', 'degraded'], description: 'degraded: some could not be applied.' })
  status: string;
  @ApiProperty({ type: WebhookStatistics }) statistics: WebhookStatistics;
}

export function webhookStatusView(
  provider: string,
  { total, unapplied, failing, last }: EventStatistics,
): WebhookStatusView {
  return {
    provider,
    status: failing > 0 ? 'degraded' : 'active',
    statistics: {
      total_webhooks_24h: total,
      processed_webhooks_24h: total - unapplied,
      error_webhooks_24h: failing,
      last_webhook_at: last,
    },
  };
}
