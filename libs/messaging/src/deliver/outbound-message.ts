import type { Claim } from '#entities';
import type { OutboundMessage } from '#providers';
import { type Copies, NO_COPIES } from './copies.js';

/** A claimed message as a provider needs it; `copies` as they are after suppression. */
export function outboundMessage(claim: Claim, copies: Copies = NO_COPIES): OutboundMessage {
  const { id, type, from, to, body, subject, html, attachments, options, expiresAt } = claim;
  const { cc, bcc } = copies;
  const replyTo = options.reply_to ?? null;
  return { id, channel: type, from, to, cc, bcc, replyTo, body, subject, html, attachments, expiresAt };
}
