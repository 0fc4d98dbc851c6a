import { ApiProperty } from '@nestjs/swagger';
import type { Message, RecordedAttempt, RecordedProviderEvent, RecordedWebhook } from '#entities';
import { type MessageDetails, messageJson } from '#messaging';
import { type ErrorCode, explain } from '#providers';
import { SHOWN, WORDS } from '../access/mask-kinds.js';
import { MessageView } from './message.view.js';

const TIME = { type: Date, nullable: true } as const;
const TEXT = { type: String, nullable: true } as const;
const NUMBER = { type: 'integer', nullable: true } as const;

/** What a code means. */
export class ExplanationView {
  @ApiProperty({ ...SHOWN, example: 'Unreachable destination handset', description: 'What it means.' })
  title: string;
  @ApiProperty({
    ...SHOWN,
    example: 'Retry later: the phone is off.',
    description: 'What can be done about it.',
  })
  what_to_do: string;
  @ApiProperty({
    ...SHOWN,
    ...TEXT,
    example: 'https://www.twilio.com/docs/api/errors/30003',
    description: 'Where it is documented; null for a code of ours.',
  })
  source: string | null;
}

/** What happens next by itself. */
export class NextStepView {
  @ApiProperty({
    ...WORDS,
    example: 'attempt 2 of 4 in 41 s, because twilio answered 429 (20429: Too many requests)',
    description: 'In words.',
  })
  text: string;
  @ApiProperty({ ...TIME, description: 'When; null: nobody knows.' }) at: Date | null;
}

/** One call of the provider. */
export class AttemptView {
  @ApiProperty({ type: 'integer', example: 1, description: 'Counted from 1.' }) number: number;
  @ApiProperty({ ...SHOWN, example: 'twilio', description: 'Who was called.' }) provider: string;
  @ApiProperty({ description: 'When a processor took the message for it.' }) started_at: Date;
  @ApiProperty({
    ...TIME,
    description: 'When its end was recorded; null: it is under way, or nobody saw its end.',
  })
  ended_at: Date | null;
  @ApiProperty({
    ...TEXT,
    enum: ['accepted', 'permanent', 'retryable', 'unknown', 'absent', null],
    description:
      '`permanent`: refused for good; `retryable`: not taken, and may be tried again; `unknown`: nobody knows; `absent`: certainly not taken.',
  })
  outcome: string | null;
  @ApiProperty({ ...NUMBER, example: 84, description: 'How long the call took.' }) latency_ms: number | null;
  @ApiProperty({ ...NUMBER, example: 429, description: 'What was answered; null: nothing.' })
  http_status: number | null;
  @ApiProperty({
    ...SHOWN,
    ...TEXT,
    example: '20429',
    description: "The provider's code, the network's, or ours.",
  })
  code: string | null;
  @ApiProperty({ ...WORDS, ...TEXT, example: 'Too Many Requests', description: "The provider's words." })
  message: string | null;
  @ApiProperty({
    type: ExplanationView,
    nullable: true,
    description: 'What the code means; null: not known.',
  })
  explanation: ExplanationView | null;
}

/** What the provider told of the message, as it came. */
export class MessageProviderEventView {
  @ApiProperty({ format: 'uuid', description: 'Its id here.' }) id: string;
  @ApiProperty({
    ...SHOWN,
    example: 'delivered',
    description: 'What it means: a status, `inbound`, or `noted`.',
  })
  kind: string;
  @ApiProperty({ ...SHOWN, example: 'delivered', description: "The provider's own word." })
  provider_status: string;
  @ApiProperty({ description: 'When it came.' }) received_at: Date;
  @ApiProperty({ ...TIME, description: 'When its effect was made; null: still to come.' })
  applied_at: Date | null;
  @ApiProperty({ ...SHOWN, ...TEXT, example: '30003', description: "The provider's code." }) code:
    | string
    | null;
  @ApiProperty({
    type: ExplanationView,
    nullable: true,
    description: 'What the code means; null: not known.',
  })
  explanation: ExplanationView | null;
  @ApiProperty({ ...WORDS, ...TEXT, description: 'Why it could not be applied so far.' }) error:
    | string
    | null;
  @ApiProperty({
    type: Object,
    example: { MessageStatus: 'delivered', MessageSid: 'SM00000000000000000000000000000001' },
    description: 'What was sent.',
  })
  payload: Record<string, unknown>;
}

/** Whom we told of the message. */
export class MessageWebhookView {
  @ApiProperty({ format: 'uuid', description: 'The `webhook-id` of all its attempts.' }) id: string;
  @ApiProperty({
    ...SHOWN,
    example: 'https://example.com/hooks/messages',
    description: "The endpoint's URL, or the origin of the message's own callback_url.",
  })
  target: string;
  @ApiProperty({ ...TEXT, format: 'uuid', description: "Null for the message's own callback_url." })
  webhook_endpoint_id: string | null;
  @ApiProperty({ ...SHOWN, example: 'message.delivered', description: 'The event.' }) type: string;
  @ApiProperty({ enum: ['pending', 'delivered', 'dead'], description: '`dead`: given up.' }) status: string;
  @ApiProperty({ type: 'integer', example: 1, description: 'Calls so far.' }) attempt_count: number;
  @ApiProperty({ ...NUMBER, example: 200, description: 'Of the last call.' }) http_status: number | null;
  @ApiProperty({ ...WORDS, ...TEXT, example: 'it answered 500', description: 'Of the last call.' }) error:
    | string
    | null;
  @ApiProperty({ description: 'When it came about.' }) created_at: Date;
  @ApiProperty({ ...TIME, description: 'When it was told.' }) delivered_at: Date | null;
}

/** Where the queue entry of a message is. */
export class QueueEntryView {
  @ApiProperty({ ...SHOWN, example: 'message_queue:sms', description: 'The queue of its type.' })
  queue: string;
  @ApiProperty({
    ...SHOWN,
    ...TEXT,
    example: '1767225600000-0',
    description: 'In that queue, or in its dead letters.',
  })
  id: string | null;
  @ApiProperty({
    enum: ['waiting', 'pending', 'dead', 'handled', 'none'],
    description:
      '`waiting`: nobody has read it; `pending`: a consumer has it in hand; `dead`: given up; `handled`: done, and kept to be looked at; `none`: it has none, or it is not among the 20,000 entries looked at.',
  })
  state: string;
  @ApiProperty({ ...SHOWN, ...TEXT, example: 'host-4711', description: 'Who has it in hand.' }) consumer:
    | string
    | null;
}

/** With which key a message was sent. */
export class SendingKeyView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ ...SHOWN, ...TEXT, example: 'shop', description: 'Null: the key is gone.' }) name:
    | string
    | null;
}

/** What a message costs in one currency. */
export class MessageCostView {
  @ApiProperty({ ...SHOWN, example: 'USD', description: 'ISO 4217.' }) currency: string;
  @ApiProperty({ example: 0.0075, description: 'Of all its attempts that a provider took.' }) amount: number;
}

/** A message, and all that is known of it. */
export class MessageDetailsView extends MessageView {
  @ApiProperty({
    type: NextStepView,
    nullable: true,
    description: 'Null: nothing happens any more by itself.',
  })
  next: NextStepView | null;
  @ApiProperty({ type: [AttemptView], description: 'Oldest first; the latest 200.' }) attempts: AttemptView[];
  @ApiProperty({ type: [MessageProviderEventView], description: 'Oldest first; the latest 200.' })
  provider_events: MessageProviderEventView[];
  @ApiProperty({ type: [MessageWebhookView], description: 'Oldest first; the latest 200.' })
  webhooks: MessageWebhookView[];
  @ApiProperty({
    type: QueueEntryView,
    nullable: true,
    description: 'Null for an inbound message, and while Redis does not answer.',
  })
  queue_entry: QueueEntryView | null;
  @ApiProperty({
    ...NUMBER,
    example: 1,
    description: 'How many parts a text travels in; null for MMS and email.',
  })
  segments: number | null;
  @ApiProperty({ ...TEXT, enum: ['GSM-7', 'UCS-2', null], description: 'Of a text; null for MMS and email.' })
  encoding: string | null;
  @ApiProperty({
    type: [MessageCostView],
    description: 'What its provider asks for it; empty while nobody knows.',
  })
  costs: MessageCostView[];
  @ApiProperty({ type: SendingKeyView, nullable: true, description: 'Null: it was sent without a key.' })
  api_key: SendingKeyView | null;
}

export function messageDetailsView(message: Message, details: MessageDetails): MessageDetailsView {
  const { next, attempts, providerEvents, webhooks, entry, segments, costs, apiKey } = details;
  return {
    ...messageJson(message),
    next,
    attempts: attempts.map(attemptView),
    provider_events: providerEvents.map((event) => providerEventView(event, message.provider)),
    webhooks: webhooks.map(webhookView),
    queue_entry: entry,
    segments: segments?.segments ?? null,
    encoding: segments?.encoding ?? null,
    costs,
    api_key: apiKey,
  };
}

function explanationView(found: ErrorCode | null): ExplanationView | null {
  return found && { title: found.title, what_to_do: found.whatToDo, source: found.source };
}

export function attemptView(attempt: RecordedAttempt): AttemptView {
  const { number, provider, outcome, code, message, httpStatus } = attempt;
  const failed = outcome !== null && outcome !== 'accepted';
  return {
    number,
    provider,
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
    outcome,
    latency_ms: attempt.latencyMs,
    http_status: httpStatus,
    code,
    message,
    explanation: explanationView(failed ? explain(provider, code, httpStatus) : null),
  };
}

export function providerEventView(event: RecordedProviderEvent, provider: string): MessageProviderEventView {
  const { id, kind, code, error, payload } = event;
  return {
    id,
    kind,
    provider_status: event.providerStatus,
    received_at: event.receivedAt,
    applied_at: event.appliedAt,
    code,
    explanation: explanationView(code === null ? null : explain(provider, code)),
    error,
    payload,
  };
}

function webhookView(webhook: RecordedWebhook): MessageWebhookView {
  const { id, target, type, status, error } = webhook;
  return {
    id,
    target,
    webhook_endpoint_id: webhook.endpointId,
    type,
    status,
    attempt_count: webhook.attemptCount,
    http_status: webhook.httpStatus,
    error,
    created_at: webhook.createdAt,
    delivered_at: webhook.deliveredAt,
  };
}
