import type { PoolIndex } from '../senders/pool-index.js';
import { newId } from '#config';
import type { NewInbound, StoredEvent } from '#entities';
import type { InboundMessage } from '#providers';
import { inboundAddress } from '../addresses/inbound-address.js';
import { channelOf, pairOf, participantOf } from '../addresses/participants.js';

/** The message of a `received` event, as InboundMessages stores it. `publicUrl`: where its files are offered. */
export function newInbound(event: StoredEvent, publicUrl: string, pools: PoolIndex): NewInbound {
  const inbound = event.inbound as InboundMessage;
  const { channel: type, body, subject, html, answers, service, leftOut = [] } = inbound;
  const from = inboundAddress(type, inbound.from);
  const to = inboundAddress(type, inbound.to);
  // A pool's number speaks for the pool, unless only the number itself has written to this person; one of a Messaging
  // Service for itself, unless the service has.
  const pool = type === 'email' ? null : pools.poolOf(to);
  const ours = pool ?? to;
  const [other] = pool === null ? [service?.toLowerCase()] : [to];
  const pair = pairOf(from, ours);
  const also = other ? pairOf(from, other) : null;
  return {
    id: event.id,
    conversation_id: newId(),
    channel: channelOf(type),
    participant_low: pair.low,
    participant_high: pair.high,
    also_low: also?.low ?? null,
    also_high: also?.high ?? null,
    sender: ours,
    from_participant: participantOf(from),
    to_participant: participantOf(to),
    type,
    from_address: from,
    to_address: to,
    body,
    subject,
    html,
    provider: event.provider,
    provider_message_id: event.providerMessageId ?? event.eventId,
    answers,
    metadata: leftOut.length > 0 ? { left_out: leftOut } : {},
    attachments: inbound.attachments.map(({ url, contentType, size, filename }, position) => ({
      url: url ?? `${publicUrl.replace(/\/+$/, '')}/api/v1/messages/${event.id}/attachments/${position}`,
      content_type: contentType,
      size,
      filename,
    })),
  };
}
