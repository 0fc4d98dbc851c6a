import { newId } from '#config';
import type { NewMessage } from '#entities';
import { channelOf, pairOf } from '../addresses/participants.js';
import { billedSegments } from '../segments.js';
import type { Draft } from './draft.js';

/**
 * The row of a draft, as MessageIntake stores it. `sentFrom`: the number of its pool. `requestId`: the keyed request it came
 * with.
 */
export function newMessage(
  draft: Draft,
  provider: string,
  sentFrom: string | null,
  requestId: string | null,
): NewMessage {
  const pair = pairOf(draft.from, draft.to);
  const { sendAt = null, expiresAt = null, validitySeconds = null } = draft;
  return {
    id: newId(),
    conversation_id: newId(),
    conversation_type: draft.conversationType ?? 'direct',
    joins: draft.parent?.conversationId ?? null,
    channel: channelOf(draft.type),
    participant_low: pair.low,
    participant_high: pair.high,
    parent_id: draft.parent?.messageId ?? null,
    type: draft.type,
    priority: draft.priority ?? 'normal',
    status: sendAt === null ? 'pending' : 'scheduled',
    from_address: draft.from,
    to_address: draft.to,
    sent_from: sentFrom,
    body: draft.body,
    subject: draft.subject,
    html: draft.html,
    attachments: draft.attachments,
    metadata: draft.metadata,
    tags: draft.tags ?? [],
    options: draft.options ?? {},
    scheduled_at: sendAt?.toISOString() ?? null,
    expires_at: expiresAt?.toISOString() ?? null,
    validity_seconds: validitySeconds,
    provider,
    api_key_id: draft.apiKeyId ?? null,
    segments: billedSegments(draft),
    request_id: requestId,
    // Most have neither: what is undefined makes the statement no longer.
    client_request_id: draft.clientRequestId ?? undefined,
    traceparent: draft.traceparent ?? undefined,
  };
}
