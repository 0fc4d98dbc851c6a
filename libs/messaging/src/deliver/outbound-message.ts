import type { Claim } from '#entities';
import type { OutboundMessage } from '#providers';

/** A claimed message as a provider needs it. */
export function outboundMessage(claim: Claim): OutboundMessage {
  const { id, type, from, to, body, subject, html, attachments } = claim;
  return { id, channel: type, from, to, body, subject, html, attachments };
}
