import { ApiProperty } from '@nestjs/swagger';
import type { WebhookRecord, WebhookEndpoint } from '#entities';
import { WEBHOOK_EVENTS, type CallOutcome } from '#messaging';
import { SECRET, SHOWN, WORDS } from '../access/mask-kinds.js';

const EXAMPLE_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

/** An address that is told of events. Times are ISO 8601 in UTC. */
export class EndpointView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ ...SHOWN, format: 'uri', example: 'https://example.com/hooks/messages' }) url: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true }) events: string[];
  @ApiProperty({ ...SHOWN, type: String, nullable: true }) description: string | null;
  @ApiProperty({ enum: ['active', 'paused'] }) status: string;
  @ApiProperty({ ...WORDS, type: String, nullable: true, example: 'it answered 410 Gone' }) paused_reason:
    | string
    | null;
  @ApiProperty({ type: Date, nullable: true, description: 'Since when no call has succeeded.' })
  failing_since: Date | null;
  @ApiProperty() created_at: Date;
  @ApiProperty() updated_at: Date;
}

export class NewEndpointView extends EndpointView {
  @ApiProperty({
    ...SECRET,
    example: EXAMPLE_SECRET,
    description: 'The secret that signs its webhooks. Shown only here.',
  })
  secret: string;
}

export class RotatedEndpointView extends NewEndpointView {
  @ApiProperty({ description: 'Until then calls carry a signature of the old secret as well.' })
  previous_secret_valid_until: Date;
}

export class EndpointsView {
  @ApiProperty({ type: [EndpointView] }) webhook_endpoints: EndpointView[];
}

/** One event for an endpoint, and what became of it so far. */
export class CallbackView {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` of all its attempts.' }) id: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS }) type: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) message_id: string | null;
  @ApiProperty({ enum: ['pending', 'delivered', 'dead'], description: '`dead`: given up.' }) status: string;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the last attempt.' }) http_status:
    | number
    | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the last attempt.' }) latency_ms:
    | number
    | null;
  @ApiProperty({ ...WORDS, type: String, nullable: true, example: 'it answered 500' }) error: string | null;
  @ApiProperty() created_at: Date;
  @ApiProperty({ type: Date, nullable: true }) last_attempt_at: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'Null when none is planned.' })
  next_attempt_at: Date | null;
  @ApiProperty({ type: Date, nullable: true }) delivered_at: Date | null;
}

export class CallbacksView {
  @ApiProperty({ type: [CallbackView], description: 'Newest first.' }) deliveries: CallbackView[];
  @ApiProperty({
    ...SHOWN,
    type: String,
    nullable: true,
    example: null,
    description: '`cursor` of the next page; null on the last.',
  })
  next_cursor: string | null;
}

/** What was asked to be told again. */
export class RecoveredView {
  @ApiProperty({ type: 'integer', example: 1204, description: 'How many deliveries are made again.' })
  queued: number;
  @ApiProperty({
    example: false,
    description: 'At most 100,000 are queued by one request: there may be more, for the next one.',
  })
  more: boolean;
}

/** A page of deliveries out of one more than it holds. */
export function callbacksView(found: WebhookRecord[], limit: number): CallbacksView {
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const cursor = last ? Buffer.from(last.sequence).toString('base64url') : null;
  return { deliveries: page.map(callbackView), next_cursor: cursor };
}

/** How a test call ended. */
export class CallOutcomeView {
  @ApiProperty() delivered: boolean;
  @ApiProperty({ type: 'integer', nullable: true, example: 200 }) http_status: number | null;
  @ApiProperty({ type: 'integer', example: 42 }) latency_ms: number;
  @ApiProperty({ ...WORDS, type: String, nullable: true }) error: string | null;
}

export function endpointView(endpoint: WebhookEndpoint): EndpointView {
  const { id, url, events, description, status } = endpoint;
  return {
    id,
    url,
    events,
    description,
    status,
    paused_reason: endpoint.pausedReason,
    failing_since: endpoint.failingSince,
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
  };
}

export function callbackView(record: WebhookRecord): CallbackView {
  const { id, type, status, attempts, error } = record;
  return {
    id,
    type,
    message_id: record.messageId,
    status,
    attempts,
    http_status: record.httpStatus,
    latency_ms: record.latencyMs,
    error,
    created_at: record.createdAt,
    last_attempt_at: record.lastAttemptAt,
    next_attempt_at: record.nextAttemptAt,
    delivered_at: record.deliveredAt,
  };
}

export function callOutcomeView({ delivered, httpStatus, latencyMs, error }: CallOutcome): CallOutcomeView {
  return { delivered, http_status: httpStatus, latency_ms: latencyMs, error };
}
